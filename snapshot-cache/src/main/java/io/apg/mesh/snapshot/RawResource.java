package io.apg.mesh.snapshot;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A resource that is delivered byte for byte, by a name and a version that somebody chose. What it
 * points to is not known until it is {@link #linked}. Immutable and thread-safe.
 */
public final class RawResource implements Resource {
  private final XdsType type;
  private final String name;
  private final String version;
  private final ByteString body;
  // A function of the rest; a race only computes it twice.
  private volatile @Nullable Resource linked;

  /** {@code body} is the encoded message; {@code version} changes with it. */
  public RawResource(XdsType type, String name, String version, ByteString body) {
    this.type = type;
    this.name = name;
    this.version = version;
    this.body = body;
  }

  /** The same with what it points to, found out once: {@code link} must be a pure function. */
  public Resource linked(Function<RawResource, Resource> link) {
    Resource known = linked;
    if (known == null) {
      known = link.apply(this);
      linked = known;
    }
    return known;
  }

  /**
   * Of a cluster: the name of the load assignment that it waits for whenever it changed; null = it
   * waits for none, or is no cluster.
   */
  public @Nullable String loadAssignment() {
    if (type != XdsType.CLUSTER) {
      return null;
    }
    try {
      return ClusterScan.loadAssignment(name, body.newCodedInput());
    } catch (IOException e) {
      return null; // no cluster at all: clients will say so
    }
  }

  @Override
  public XdsType type() {
    return type;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public ByteString body() {
    return body;
  }

  @Override
  public boolean refersToCluster(String cluster) {
    return false;
  }

  @Override
  public List<Origin> origins() {
    return List.of();
  }

  /** Without the content: that of a secret is nobody's to read in a log. */
  @Override
  public String toString() {
    return type + " " + name + " " + version;
  }

  /** Reads three fields of an encoded {@code Cluster}, and skips the rest. */
  private static final class ClusterScan {
    private static final int DISCOVERY_TYPE = 2;
    private static final int EDS_CLUSTER_CONFIG = 3;
    private static final int SERVICE_NAME = 2;
    private static final int EDS = 3;
    private static final int TAG_BITS = 3;

    private ClusterScan() {}

    static @Nullable String loadAssignment(String name, CodedInputStream in) throws IOException {
      boolean eds = false;
      String service = "";
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (tag >>> TAG_BITS) {
          case DISCOVERY_TYPE -> eds = in.readEnum() == EDS;
          case EDS_CLUSTER_CONFIG -> service = serviceName(in.readBytes().newCodedInput());
          default -> in.skipField(tag);
        }
      }
      if (!eds) {
        return null;
      }
      return service.isEmpty() ? name : service;
    }

    private static String serviceName(CodedInputStream in) throws IOException {
      String service = "";
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag >>> TAG_BITS == SERVICE_NAME) {
          service = in.readString();
        } else {
          in.skipField(tag);
        }
      }
      return service;
    }
  }
}
