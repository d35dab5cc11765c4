package io.apg.mesh.translate;

import io.apg.mesh.ir.UpstreamProtocol;
import org.jspecify.annotations.Nullable;

/** The words for protocols in node metadata: those of the registry. */
final class Protocols {
  private Protocols() {}

  static @Nullable UpstreamProtocol parse(String word) {
    return switch (word) {
      case "http" -> UpstreamProtocol.HTTP1;
      case "http2" -> UpstreamProtocol.HTTP2;
      case "grpc" -> UpstreamProtocol.GRPC;
      case "tcp" -> UpstreamProtocol.TCP;
      default -> null;
    };
  }

  static String word(UpstreamProtocol protocol) {
    return switch (protocol) {
      case HTTP1 -> "http";
      case HTTP2 -> "http2";
      case GRPC -> "grpc";
      case TCP -> "tcp";
    };
  }
}
