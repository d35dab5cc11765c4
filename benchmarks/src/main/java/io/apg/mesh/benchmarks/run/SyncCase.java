package io.apg.mesh.benchmarks.run;

import io.apg.mesh.benchmarks.Figures;
import io.apg.mesh.benchmarks.mesh.Form;
import io.apg.mesh.benchmarks.mesh.Groups;
import java.io.IOException;
import java.util.List;

/** The first sync of a whole fleet; the servers are warm from earlier fleets. */
final class SyncCase implements Case {
  private static final int WARM = 3;

  @Override
  public String name() {
    return "sync";
  }

  @Override
  public List<Row> run(Settings settings) throws IOException {
    try (Duel duel = Duel.start(settings.shape(Groups.ONE, Form.DELTA), settings)) {
      duel.inTurn(WARM, SyncCase::sync);
      Duel.Outcome<Sync> outcome = duel.inTurn(Math.max(3, settings.rounds() / 2), SyncCase::sync);
      return List.of(
          Row.of(name(), "server CPU per client", "ms", outcome, Sync::cpuMillis, Bar.ratio(0.6)),
          Row.of(name(), "bytes per client", "KB", outcome, Sync::kilobytes, Bar.NONE),
          Row.of(name(), "until the last is in sync", "s", outcome, Sync::seconds, Bar.NONE));
    }
  }

  private static Sync sync(Rig rig) throws IOException {
    rig.disturb("leave");
    Figures before = rig.server("stats");
    long begin = System.nanoTime();
    Figures heard = rig.connect();
    Figures after = rig.server("stats");
    double nodes = rig.shape().nodes();
    return new Sync(
        (after.get("cpu_nanos") - before.get("cpu_nanos")) / 1e6 / nodes,
        heard.get("bytes") / 1024.0 / nodes,
        (heard.get("last_synced") - begin) / 1e9);
  }

  private record Sync(double cpuMillis, double kilobytes, double seconds) {}
}
