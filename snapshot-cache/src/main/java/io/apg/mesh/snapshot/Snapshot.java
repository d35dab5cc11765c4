package io.apg.mesh.snapshot;

import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one proxy is to have, as of one publication. Immutable and thread-safe; shares what it can
 * with the snapshots of other proxies and of earlier publications.
 */
public interface Snapshot {
  /** Number of the publication that last changed this proxy's resources; grows. */
  long publication();

  /** Revision of the registry that this snapshot shows. */
  long revision();

  /**
   * Version of all resources of a type together: equal content, equal version, on every replica.
   * For {@code version_info} (SotW) and {@code system_version_info} (delta).
   */
  String version(XdsType type);

  /**
   * Whether that version was chosen by hand: then it, and not the content, says whether a client
   * that gets the state of the world has what it should have.
   */
  default boolean isVersionChosen(XdsType type) {
    return false;
  }

  /** The resource of that name. */
  @Nullable Resource resource(XdsType type, String name);

  /** All resources of a type, in name order: the set of a wildcard subscription. */
  Collection<Resource> resources(XdsType type);

  /** Whether a resource of a type may name a cluster; costs little. */
  default boolean mayReferTo(XdsType type, String cluster) {
    return true;
  }

  /** Number of resources of a type that the proxy's listeners lead to, where these are its own. */
  int size(XdsType type);

  /**
   * Names whose resource may differ from the one in {@code base}, an earlier snapshot of the same
   * proxy; a superset of those that do. Costs what changed, unless {@code base} is very old.
   */
  Set<String> changedSince(Snapshot base, XdsType type);

  /**
   * Names of the virtual hosts of a route configuration that may differ from those in {@code base};
   * a superset of those that do.
   */
  Set<String> changedHostsSince(Snapshot base, String routeConfig);

  /**
   * The last publication in which nothing had changed for this proxy since {@code publication}: who
   * has that one has this one, too. Itself where that is not known.
   */
  long unchangedUntil(long publication);
}
