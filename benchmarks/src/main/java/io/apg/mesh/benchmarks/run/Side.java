package io.apg.mesh.benchmarks.run;

import java.util.Locale;

/** Which server. */
enum Side {
  OURS,
  BASELINE;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
