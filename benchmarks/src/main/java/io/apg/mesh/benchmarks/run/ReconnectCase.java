package io.apg.mesh.benchmarks.run;

import io.apg.mesh.benchmarks.Figures;
import io.apg.mesh.benchmarks.mesh.Form;
import io.apg.mesh.benchmarks.mesh.Groups;
import java.io.IOException;
import java.util.List;

/** The streams of a delta fleet break; its clients come back, and say what they have. */
final class ReconnectCase implements Case {
  private static final int WARM = 2;

  @Override
  public String name() {
    return "reconnect";
  }

  @Override
  public List<Row> run(Settings settings) throws IOException {
    try (Duel duel = Duel.start(settings.shape(Groups.ONE, Form.DELTA), settings)) {
      duel.inTurn(1, Rig::connect);
      duel.inTurn(WARM, ReconnectCase::reconnect);
      Duel.Outcome<Back> outcome = duel.inTurn(3, ReconnectCase::reconnect);
      return List.of(
          Row.of(name(), "resource bytes per client", "B", outcome, Back::bytes, Bar.most(0)),
          Row.of(name(), "server CPU per client", "ms", outcome, Back::cpuMillis, Bar.ratio(0.25)));
    }
  }

  private static Back reconnect(Rig rig) throws IOException {
    Figures before = rig.server("stats");
    Figures heard = rig.disturb("reconnect");
    Figures after = rig.server("stats");
    double nodes = rig.shape().nodes();
    return new Back(
        heard.get("resource_bytes") / nodes,
        (after.get("cpu_nanos") - before.get("cpu_nanos")) / 1e6 / nodes);
  }

  private record Back(double bytes, double cpuMillis) {}
}
