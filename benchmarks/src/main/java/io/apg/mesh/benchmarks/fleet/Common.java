package io.apg.mesh.benchmarks.fleet;

import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.core.v3.Extension;
import io.envoyproxy.envoy.config.core.v3.Node;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * What clients of a fleet have in common, kept once: the long part of their node, and versions of
 * what all of them have. Written on the event loop.
 */
final class Common {
  /** What Envoy 1.34 says of itself. */
  private static final int NODE_BYTES = 61 * 1024;

  static final String ROUTES = "outbound";

  private final List<Extension> extensions;
  private final Map<XdsType, Map<String, String>> versions = new EnumMap<>(XdsType.class);

  Common() {
    int each = extension(1000).getSerializedSize() + 2;
    extensions = IntStream.range(0, NODE_BYTES / each).mapToObj(Common::extension).toList();
  }

  private static Extension extension(int number) {
    return Extension.newBuilder()
        .setName("envoy.filters.http.extension_number_" + number)
        .setCategory("envoy.filters.http")
        .addTypeUrls("envoy.extensions.filters.http.extension_number_" + number + ".v3.Settings")
        .build();
  }

  Node node(String id) {
    return Node.newBuilder()
        .setId(id)
        .setCluster("benchmark")
        .setUserAgentName("envoy")
        .addAllExtensions(extensions)
        .build();
  }

  /** What later requests say: the baseline asks each of them whose it is. */
  static Node known(String id) {
    return Node.newBuilder().setId(id).build();
  }

  /** Whether it belongs to one client alone, as names tell. */
  static boolean isOwn(XdsType type, String name) {
    return type == XdsType.LISTENER || name.startsWith("inbound");
  }

  /** Versions of what all clients have, by name. */
  Map<String, String> versions(XdsType type) {
    return versions.computeIfAbsent(type, t -> new ConcurrentHashMap<>());
  }
}
