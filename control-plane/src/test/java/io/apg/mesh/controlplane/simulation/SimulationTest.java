package io.apg.mesh.controlplane.simulation;

import org.junit.jupiter.api.Test;

/**
 * Stories of a whole mesh: a registry, replicas, clients of all kinds, and everything that may
 * happen to them. One that fails is printed as short as it can be told. {@code -Dsim.seed=N} plays
 * that one alone, {@code -Dsim.seeds=N} another number of them.
 */
class SimulationTest {
  private static final int SEEDS = Integer.getInteger("sim.seeds", 200);
  private static final Long SEED = Long.getLong("sim.seed");

  @Test
  void everyStoryEndsWell() {
    long first = SEED == null ? 0 : SEED;
    long end = SEED == null ? SEEDS : SEED + 1;
    Counters counters = new Counters();
    for (long seed = first; seed < end; seed++) {
      Story story = Stories.of(seed);
      if (StoryFailure.of(story, Flaw.NONE, counters) != null) {
        throw StoryFailure.told(story, Flaw.NONE);
      }
    }
    System.out.printf("simulated: stories=%d %s%n", end - first, counters);
  }
}
