package io.apg.mesh.registry;

/** What a service speaks. */
public enum Protocol {
  HTTP,
  HTTP2,
  GRPC,
  /** Connections, whatever they carry: dialled at an {@code outbound_port}, not by a host name. */
  TCP
}
