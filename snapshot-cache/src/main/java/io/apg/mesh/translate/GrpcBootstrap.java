package io.apg.mesh.translate;

import java.util.List;
import java.util.Map;

/**
 * What a gRPC library is started with: the file that {@code GRPC_XDS_BOOTSTRAP} names.
 *
 * @param nodeId {@code <service id>~<instance>}
 * @param cluster the service's name
 * @param xds host and port of the control plane
 */
public record GrpcBootstrap(String nodeId, String cluster, NodeMetadata metadata, String xds) {
  public GrpcBootstrap {
    if (nodeId.isEmpty() || xds.isEmpty()) {
      throw new IllegalArgumentException(
          "nodeId: \"" + nodeId + "\", xds: \"" + xds + "\" (expected: neither empty)");
    }
  }

  /** The file as maps, lists and strings. Some libraries ask for a locality, even an empty one. */
  public Map<String, Object> tree() {
    Tree server =
        Tree.of("server_uri", xds)
            .and("channel_creds", List.of(Tree.of("type", "insecure")))
            .and("server_features", List.of("xds_v3"));
    Tree node =
        Tree.of("id", nodeId)
            .and("cluster", cluster)
            .and("locality", new Tree())
            .and("metadata", metadata.toTree());
    return Tree.of("xds_servers", List.of(server)).and("node", node);
  }
}
