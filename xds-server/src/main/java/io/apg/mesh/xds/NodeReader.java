package io.apg.mesh.xds;

import io.apg.mesh.snapshot.Node;
import io.envoyproxy.envoy.type.v3.SemanticVersion;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes out of a client's {@code Node} what is kept of it. */
final class NodeReader {
  private NodeReader() {}

  static Node read(io.envoyproxy.envoy.config.core.v3.@Nullable Node node) {
    if (node == null) {
      return Node.ofId("");
    }
    return new Node(
        node.getId(),
        node.getCluster(),
        node.getLocality().getRegion(),
        node.getLocality().getZone(),
        node.getMetadata(),
        node.getUserAgentName(),
        version(node),
        Set.copyOf(node.getClientFeaturesList()));
  }

  private static String version(io.envoyproxy.envoy.config.core.v3.Node node) {
    if (!node.hasUserAgentBuildVersion()) {
      return node.getUserAgentVersion();
    }
    SemanticVersion version = node.getUserAgentBuildVersion().getVersion();
    return version.getMajorNumber() + "." + version.getMinorNumber() + "." + version.getPatch();
  }
}
