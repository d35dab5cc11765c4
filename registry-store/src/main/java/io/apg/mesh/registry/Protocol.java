package io.apg.mesh.registry;

/** What a service speaks. */
public enum Protocol {
  HTTP,
  HTTP2,
  GRPC
}
