package io.apg.mesh.xds;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.WireFormat;
import io.apg.mesh.snapshot.Node;
import io.envoyproxy.envoy.config.core.v3.BuildVersion;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.type.v3.SemanticVersion;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Takes out of a client's encoded {@code Node} what is kept of it, and passes over the rest. */
final class NodeReader {
  private final Predicate<String> wanted;
  private String id = "";
  private String cluster = "";
  private @Nullable ByteString metadata;
  private @Nullable ByteString locality;
  private String agent = "";
  private String version = "";
  private @Nullable ByteString build;
  private final Set<String> features = new LinkedHashSet<>();

  private NodeReader(Predicate<String> wanted) {
    this.wanted = wanted;
  }

  /**
   * Keeps those fields of the metadata that {@code wanted} names.
   *
   * @throws IllegalArgumentException where that is no node
   */
  static Node read(@Nullable ByteString node, Predicate<String> wanted) {
    if (node == null) {
      return Node.ofId("");
    }
    NodeReader reader = new NodeReader(wanted);
    try {
      reader.read(node.newCodedInput());
      return reader.node();
    } catch (IOException e) {
      throw new IllegalArgumentException("node: not a message (expected: a Node)", e);
    }
  }

  private void read(CodedInputStream in) throws IOException {
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case io.envoyproxy.envoy.config.core.v3.Node.ID_FIELD_NUMBER ->
            id = in.readStringRequireUtf8();
        case io.envoyproxy.envoy.config.core.v3.Node.CLUSTER_FIELD_NUMBER ->
            cluster = in.readStringRequireUtf8();
        case io.envoyproxy.envoy.config.core.v3.Node.METADATA_FIELD_NUMBER ->
            metadata = Wire.merge(metadata, in);
        case io.envoyproxy.envoy.config.core.v3.Node.LOCALITY_FIELD_NUMBER ->
            locality = Wire.merge(locality, in);
        case io.envoyproxy.envoy.config.core.v3.Node.USER_AGENT_NAME_FIELD_NUMBER ->
            agent = in.readStringRequireUtf8();
        case io.envoyproxy.envoy.config.core.v3.Node.USER_AGENT_VERSION_FIELD_NUMBER -> {
          version = in.readStringRequireUtf8();
          build = null;
        }
        case io.envoyproxy.envoy.config.core.v3.Node.USER_AGENT_BUILD_VERSION_FIELD_NUMBER ->
            build = Wire.merge(build, in);
        case io.envoyproxy.envoy.config.core.v3.Node.CLIENT_FEATURES_FIELD_NUMBER ->
            features.add(in.readStringRequireUtf8());
        default -> in.skipField(tag);
      }
    }
  }

  private Node node() throws InvalidProtocolBufferException {
    Locality where = Locality.parseFrom(orEmpty(locality));
    return new Node(
        id,
        cluster,
        where.getRegion(),
        where.getZone(),
        kept(Struct.parseFrom(orEmpty(metadata))),
        agent,
        build == null ? version : version(BuildVersion.parseFrom(build)),
        features);
  }

  private static ByteString orEmpty(@Nullable ByteString message) {
    return message == null ? ByteString.EMPTY : message;
  }

  private Struct kept(Struct said) {
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

  private static String version(BuildVersion build) {
    SemanticVersion version = build.getVersion();
    return version.getMajorNumber() + "." + version.getMinorNumber() + "." + version.getPatch();
  }
}
