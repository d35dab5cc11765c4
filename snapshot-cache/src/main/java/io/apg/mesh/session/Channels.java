package io.apg.mesh.session;

import io.apg.mesh.snapshot.XdsType;
import java.util.EnumMap;
import java.util.Map;

/** The channels of one stream, one a type. */
final class Channels {
  private final Map<XdsType, Channel> channels = new EnumMap<>(XdsType.class);

  Channels(Form form) {
    for (XdsType type : XdsType.values()) {
      channels.put(type, new Channel(type, form));
    }
  }

  Channel of(XdsType type) {
    Channel channel = channels.get(type);
    if (channel == null) {
      throw new IllegalArgumentException("type: " + type + " (expected: one that is served)");
    }
    return channel;
  }

  Channel clusters() {
    return of(XdsType.CLUSTER);
  }

  Channel endpoints() {
    return of(XdsType.ENDPOINT);
  }

  Channel secrets() {
    return of(XdsType.SECRET);
  }

  Channel listeners() {
    return of(XdsType.LISTENER);
  }

  Channel routes() {
    return of(XdsType.ROUTE);
  }

  /** All of them, in the order in which types are sent. */
  Iterable<Channel> inOrder() {
    return channels.values();
  }
}
