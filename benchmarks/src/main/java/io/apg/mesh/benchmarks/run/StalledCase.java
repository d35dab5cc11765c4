package io.apg.mesh.benchmarks.run;

import io.apg.mesh.benchmarks.Figures;
import io.apg.mesh.benchmarks.mesh.Form;
import io.apg.mesh.benchmarks.mesh.Groups;
import io.apg.mesh.benchmarks.mesh.Shape;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Clients that stop reading, while what they would have to read changes many times. */
record StalledCase(int clients) implements Case {
  private static final int ROUTES = 20;
  private static final int ENDPOINTS = 500;
  private static final Duration PACE = Duration.ofMillis(20);

  @Override
  public String name() {
    return "stalled";
  }

  @Override
  public List<Row> run(Settings settings) throws IOException {
    Shape shape = new Shape(clients, settings.services(), Groups.ONE, Form.DELTA);
    try (Duel duel = Duel.start(shape, settings.withHeap("2g"))) {
      Duel.Outcome<Held> outcome = duel.inTurn(1, StalledCase::measure);
      return List.of(
          Row.of(name(), "direct memory per client", "KB", outcome, Held::direct, Bar.most(16)),
          Row.of(name(), "heap per client", "KB", outcome, Held::heap, Bar.NONE));
    }
  }

  private static Held measure(Rig rig) throws IOException {
    rig.connect();
    Figures before = rig.server("gc");
    rig.fleet("stall");
    for (int change = 0; change < ROUTES + ENDPOINTS; change++) {
      rig.server(change < ROUTES ? "route" : "endpoint");
      Rig.pause(PACE);
    }
    rig.quiet();
    Figures after = rig.server("gc");
    double kilobytes = 1024.0 * rig.shape().nodes();
    return new Held(
        (after.get("direct") - before.get("direct")) / kilobytes,
        (after.get("heap") - before.get("heap")) / kilobytes);
  }

  /** Kilobytes a client. */
  private record Held(double direct, double heap) {}
}
