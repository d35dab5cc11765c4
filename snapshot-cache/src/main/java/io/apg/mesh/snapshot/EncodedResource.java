package io.apg.mesh.snapshot;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import java.util.List;
import java.util.Set;

/**
 * A resource that is one piece.
 *
 * @param isLeaving whether it is here only for those who may still use it
 */
public record EncodedResource(
    XdsType type,
    String name,
    String version,
    ByteString body,
    Refs refs,
    List<Origin> origins,
    Warming warming,
    boolean isLeaving)
    implements Resource {
  public EncodedResource {
    origins = List.copyOf(origins);
  }

  /** Encodes {@code message}; the version is the hash of its bytes. */
  public static EncodedResource of(
      XdsType type,
      String name,
      MessageLite message,
      Refs refs,
      List<Origin> origins,
      Warming warming) {
    ByteString body = Content.encode(message);
    return new EncodedResource(
        type, name, Content.version(body), body, refs, origins, warming, false);
  }

  /** The same, here only for those who may still use it. */
  public EncodedResource asLeaving() {
    return new EncodedResource(type, name, version, body, refs, origins, warming, true);
  }

  @Override
  public boolean refersToCluster(String cluster) {
    return refs.clusters().contains(cluster);
  }

  @Override
  public Set<String> secrets() {
    return refs.secrets();
  }

  /** Without the content: that of a secret is nobody's to read in a log. */
  @Override
  public String toString() {
    return type + " " + name + " " + version;
  }
}
