package io.apg.mesh.snapshot;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import java.util.List;

/**
 * A listener that many proxies have, each on an IP address of its own: all of it but that address
 * and the name. Immutable.
 *
 * @param port unique in its view
 * @param version of the listeners made of it: their names say the rest
 */
public record ListenerTemplate(
    int port, String version, ByteString body, Refs refs, List<Origin> origins) {
  public ListenerTemplate {
    origins = List.copyOf(origins);
  }

  /** Encodes {@code listener}, which has neither name nor IP address. */
  public static ListenerTemplate of(
      int port, MessageLite listener, Refs refs, List<Origin> origins) {
    ByteString body = Content.encode(listener);
    return new ListenerTemplate(port, Content.version(body), body, refs, origins);
  }
}
