package io.apg.mesh.controlplane.mapping;

import io.apg.mesh.ir.UpstreamProtocol;
import io.apg.mesh.registry.Protocol;

/** What a service speaks, as the IR says it. */
public final class UpstreamProtocols {
  private UpstreamProtocols() {}

  /** The protocol towards the endpoints of a service. */
  public static UpstreamProtocol of(Protocol protocol) {
    return switch (protocol) {
      case HTTP -> UpstreamProtocol.HTTP1;
      case HTTP2 -> UpstreamProtocol.HTTP2;
      case GRPC -> UpstreamProtocol.GRPC;
      case TCP -> UpstreamProtocol.TCP;
    };
  }
}
