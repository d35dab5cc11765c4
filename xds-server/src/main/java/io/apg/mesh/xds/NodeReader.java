package io.apg.mesh.xds;

import com.google.protobuf.Struct;
import io.apg.mesh.snapshot.Node;
import io.envoyproxy.envoy.type.v3.SemanticVersion;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Takes out of a client's {@code Node} what is kept of it. */
final class NodeReader {
  private NodeReader() {}

  /** Keeps those fields of the metadata that {@code wanted} names. */
  static Node read(
      io.envoyproxy.envoy.config.core.v3.@Nullable Node node, Predicate<String> wanted) {
    if (node == null) {
      return Node.ofId("");
    }
    return new Node(
        node.getId(),
        node.getCluster(),
        node.getLocality().getRegion(),
        node.getLocality().getZone(),
        metadata(node.getMetadata(), wanted),
        node.getUserAgentName(),
        version(node),
        Set.copyOf(node.getClientFeaturesList()));
  }

  private static Struct metadata(Struct said, Predicate<String> wanted) {
    Struct.Builder kept = Struct.newBuilder();
    said.getFieldsMap()
        .forEach(
            (field, value) -> {
              if (wanted.test(field)) {
                kept.putFields(field, value);
              }
            });
    return kept.build();
  }

  private static String version(io.envoyproxy.envoy.config.core.v3.Node node) {
    if (!node.hasUserAgentBuildVersion()) {
      return node.getUserAgentVersion();
    }
    SemanticVersion version = node.getUserAgentBuildVersion().getVersion();
    return version.getMajorNumber() + "." + version.getMinorNumber() + "." + version.getPatch();
  }
}
