package io.apg.mesh.benchmarks.mesh;

/** Which nodes are served the same. */
public enum Groups {
  /** All of them. */
  ONE,
  /** None: each has a listener of its own. */
  EACH
}
