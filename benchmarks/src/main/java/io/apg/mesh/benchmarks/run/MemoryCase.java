package io.apg.mesh.benchmarks.run;

import io.apg.mesh.benchmarks.Figures;
import io.apg.mesh.benchmarks.mesh.Form;
import io.apg.mesh.benchmarks.mesh.Groups;
import io.apg.mesh.snapshot.XdsType;
import java.io.IOException;
import java.util.List;

/** What a fleet in sync takes of the server's memory. */
final class MemoryCase implements Case {
  private static final int CHANGES = 50;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public List<Row> run(Settings settings) throws IOException {
    try (Duel duel = Duel.start(settings.shape(Groups.ONE, Form.DELTA), settings)) {
      Duel.Outcome<Size> outcome = duel.inTurn(1, MemoryCase::measure);
      return List.of(
          Row.of(name(), "heap per stream in sync", "KB", outcome, Size::heap, Bar.most(24)),
          Row.of(name(), "resident, fleet in sync", "MB", outcome, Size::resident, Bar.ratio(0.5)));
    }
  }

  private static Size measure(Rig rig) throws IOException {
    long before = rig.server("gc").get("heap");
    rig.connect();
    for (int change = 0; change < CHANGES; change++) {
      rig.change("endpoint", XdsType.ENDPOINT);
    }
    Figures busy = rig.server("stats");
    Figures after = rig.server("gc");
    return new Size(
        (after.get("heap") - before) / 1024.0 / rig.shape().nodes(),
        busy.get("resident") / 1024.0 / 1024);
  }

  /** Kilobytes a stream, megabytes of the process. */
  private record Size(double heap, double resident) {}
}
