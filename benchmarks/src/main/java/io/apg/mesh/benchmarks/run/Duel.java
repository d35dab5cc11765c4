package io.apg.mesh.benchmarks.run;

import io.apg.mesh.benchmarks.mesh.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Both servers with equal fleets; what is measured is measured on both in turn. */
final class Duel implements AutoCloseable {
  private final Rig ours;
  private final Rig baseline;

  /** Measures one thing on one server. */
  interface Measure<T> {
    T on(Rig rig) throws IOException;
  }

  /** What was measured on each, in order. */
  record Outcome<T>(List<T> ours, List<T> baseline) {}

  static Duel start(Shape shape, Settings settings) throws IOException {
    Rig ours = Rig.start(Side.OURS, shape, settings);
    try {
      return new Duel(ours, Rig.start(Side.BASELINE, shape, settings));
    } catch (IOException | RuntimeException e) {
      ours.close();
      throw e;
    }
  }

  private Duel(Rig ours, Rig baseline) {
    this.ours = ours;
    this.baseline = baseline;
  }

  /** On one, then on the other, that many times. */
  <T> Outcome<T> inTurn(int rounds, Measure<T> measure) throws IOException {
    List<T> first = new ArrayList<>();
    List<T> second = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      first.add(measure.on(ours));
      second.add(measure.on(baseline));
    }
    return new Outcome<>(first, second);
  }

  @Override
  public void close() {
    ours.close();
    baseline.close();
  }
}
