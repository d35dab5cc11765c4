package io.apg.mesh.ir;

import org.jspecify.annotations.Nullable;

/**
 * A cluster and its share.
 *
 * @param affinity null = any endpoint may take the next request
 */
public record Target(String cluster, int weight, @Nullable Affinity affinity) {
  /** One without affinity. */
  public Target(String cluster, int weight) {
    this(cluster, weight, null);
  }
}
