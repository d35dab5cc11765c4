package io.apg.mesh.translate;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.UInt32Value;
import io.apg.mesh.ir.SocketAddress;
import io.apg.mesh.snapshot.Content;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;

/** Small messages that many resources contain. */
final class Wire {
  /** Where a resource says that another one comes from: the stream it came from itself. */
  static final ConfigSource ADS =
      ConfigSource.newBuilder()
          .setAds(AggregatedConfigSource.getDefaultInstance())
          .setResourceApiVersion(ApiVersion.V3)
          .build();

  private static final String TYPE_PREFIX = "type.googleapis.com/";

  private Wire() {}

  /** Unlike {@link Any#pack}, deterministic for messages with maps. */
  static Any any(Message message) {
    return Any.newBuilder()
        .setTypeUrl(TYPE_PREFIX + message.getDescriptorForType().getFullName())
        .setValue(Content.encode(message))
        .build();
  }

  static Duration duration(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.getSeconds())
        .setNanos(duration.getNano())
        .build();
  }

  static UInt32Value uint32(int value) {
    return UInt32Value.of(value);
  }

  static Address address(SocketAddress address) {
    return address(address.address(), address.port());
  }

  static Address address(String ip, int port) {
    Address.Builder builder = Address.newBuilder();
    builder.getSocketAddressBuilder().setAddress(ip).setPortValue(port);
    return builder.build();
  }
}
