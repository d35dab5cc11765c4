package io.apg.mesh.controlplane.envoy;

import java.util.Random;

/**
 * How much a test of traffic tries: enough to find what is broken, or ({@code -Dtraffic.soak=10},
 * as {@code make soak} says) so many times as much. Random choices come from {@code
 * -Dtraffic.seed}, which failures name.
 */
final class Effort {
  private static final int FACTOR = Integer.getInteger("traffic.soak", 1);
  private static final long SEED = Long.getLong("traffic.seed", 1);

  private Effort() {}

  static int times(int normal) {
    return normal * FACTOR;
  }

  static Random random() {
    return new Random(SEED);
  }

  static String described() {
    return "traffic.seed=" + SEED;
  }
}
