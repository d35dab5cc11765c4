package io.apg.mesh.benchmarks.run;

/** The least a JVM can do. */
final class Nothing {
  private Nothing() {}

  /** Ends. */
  public static void main(String... args) {}
}
