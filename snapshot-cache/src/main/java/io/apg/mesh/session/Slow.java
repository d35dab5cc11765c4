package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;

/** Tells clusters that may warm for long, though nothing is wrong with them. */
final class Slow {
  private Slow() {}

  /** Whether it waits for a secret, for DNS or for a health check. */
  static boolean isByKind(Resource cluster) {
    return !cluster.warming().probes().isEmpty() || !cluster.secrets().isEmpty();
  }

  /** Whether it waits for anything at all. */
  static boolean warms(Resource cluster) {
    return cluster.warming().endpoints() || isByKind(cluster);
  }
}
