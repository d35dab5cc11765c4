package io.apg.mesh.benchmarks.run;

import io.apg.mesh.benchmarks.Figures;
import io.apg.mesh.benchmarks.mesh.Form;
import io.apg.mesh.benchmarks.mesh.Groups;
import java.io.IOException;
import java.util.List;

/** The first sync of a whole fleet; the servers are warm from earlier fleets. */
record SyncCase(String name, Form form) implements Case {
  private static final int WARM = 3;

  @Override
  public List<Row> run(Settings settings) throws IOException {
    try (Duel duel = Duel.start(settings.shape(Groups.ONE, form), settings)) {
      duel.inTurn(WARM, SyncCase::sync);
      Duel.Outcome<Sync> outcome = duel.inTurn(Math.max(3, settings.rounds() / 2), SyncCase::sync);
      return List.of(
          new Row(
              name,
              "server CPU per client",
              "ms",
              Statistics.median(outcome.ours(), Sync::cpuMillis),
              Statistics.median(outcome.baseline(), Sync::cpuMillis),
              Bar.ratio(0.6)),
          new Row(
              name,
              "bytes per client",
              "KB",
              Statistics.median(outcome.ours(), Sync::kilobytes),
              Statistics.median(outcome.baseline(), Sync::kilobytes),
              Bar.NONE),
          new Row(
              name,
              "until the last is in sync",
              "s",
              Statistics.median(outcome.ours(), Sync::seconds),
              Statistics.median(outcome.baseline(), Sync::seconds),
              Bar.NONE));
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
