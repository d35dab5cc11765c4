package io.apg.mesh.benchmarks.run;

import java.io.IOException;

/** A process is gone that was to answer. */
final class ChildEnded extends IOException {
  private static final long serialVersionUID = 1L;

  ChildEnded(String message) {
    super(message);
  }
}
