package io.apg.mesh.benchmarks.mesh;

/** The form of xDS that clients speak. */
public enum Form {
  DELTA,
  SOTW
}
