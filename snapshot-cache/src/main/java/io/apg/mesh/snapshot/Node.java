package io.apg.mesh.snapshot;

import com.google.protobuf.Struct;
import java.util.Set;

/**
 * What is kept of the {@code Node} that a client sends with its first request: its identity and
 * abilities. (The list of extensions, 60 KB in Envoy, is dropped.)
 *
 * @param delta whether it is known to speak the incremental form of the protocol
 */
public record Node(
    String id,
    String cluster,
    String region,
    String zone,
    Struct metadata,
    String userAgentName,
    String userAgentVersion,
    Set<String> clientFeatures,
    boolean delta) {
  public Node {
    clientFeatures = Set.copyOf(clientFeatures);
  }

  /** A node of which is not known in which form it speaks. */
  public Node(
      String id,
      String cluster,
      String region,
      String zone,
      Struct metadata,
      String userAgentName,
      String userAgentVersion,
      Set<String> clientFeatures) {
    this(
        id,
        cluster,
        region,
        zone,
        metadata,
        userAgentName,
        userAgentVersion,
        clientFeatures,
        false);
  }

  /** This node, speaking in that form. */
  public Node speaking(boolean incrementally) {
    return new Node(
        id,
        cluster,
        region,
        zone,
        metadata,
        userAgentName,
        userAgentVersion,
        clientFeatures,
        incrementally);
  }

  /** A node of which nothing but the id is known. */
  public static Node ofId(String id) {
    return new Node(id, "", "", "", Struct.getDefaultInstance(), "", "", Set.of());
  }
}
