package io.apg.mesh.snapshot;

import com.google.protobuf.ByteString;
import java.util.Collection;
import java.util.Set;

/** One named, encoded, versioned resource. Immutable; two with the same version are the same. */
public sealed interface Resource permits EncodedResource, RouteConfig, RawResource {
  /** What it is. */
  XdsType type();

  /** Its name on the wire. */
  String name();

  /** Version of its content: equal content has equal versions on every replica. */
  String version();

  /** The message, encoded. */
  ByteString body();

  /** What it points to; for a route configuration, what its fragments point to. */
  boolean refersToCluster(String cluster);

  /** Names of the secrets it needs. */
  default Set<String> secrets() {
    return Set.of();
  }

  /** What it was made from. */
  Collection<Origin> origins();

  /** What it waits for when it is new. */
  default Warming warming() {
    return Warming.NOTHING;
  }

  /** Whether it is there only for those who may still use it: nobody is to begin. */
  default boolean isLeaving() {
    return false;
  }
}
