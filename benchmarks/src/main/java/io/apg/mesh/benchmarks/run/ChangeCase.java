package io.apg.mesh.benchmarks.run;

import io.apg.mesh.benchmarks.Figures;
import io.apg.mesh.benchmarks.mesh.Form;
import io.apg.mesh.benchmarks.mesh.Groups;
import io.apg.mesh.snapshot.XdsType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A change of one object that goes to every client.
 *
 * @param order what the server is told
 * @param last the type of the message that ends it on a client
 */
record ChangeCase(
    String name, Groups groups, Form form, String order, XdsType last, Bar cpu, Bar bytes, Bar late)
    implements Case {

  @Override
  public List<Row> run(Settings settings) throws IOException {
    try (Duel duel = Duel.start(settings.shape(groups, form), settings)) {
      duel.inTurn(1, Rig::connect);
      duel.inTurn(1, rig -> round(rig, settings.warm()));
      return rows(duel.inTurn(settings.rounds(), rig -> round(rig, settings.changes())));
    }
  }

  private Round round(Rig rig, int changes) throws IOException {
    List<Double> millis = new ArrayList<>();
    double bytes = 0;
    Figures before = rig.server("stats");
    for (int change = 0; change < changes; change++) {
      Rig.Answer answer = rig.change(order, last);
      millis.add(answer.nanos() / 1e6);
      bytes += answer.bytes();
    }
    Figures after = rig.server("stats");
    double each = (double) changes * rig.shape().nodes();
    return new Round(
        (after.get("cpu_nanos") - before.get("cpu_nanos")) / 1e3 / each,
        bytes / each,
        (after.get("allocated") - before.get("allocated")) / each,
        millis);
  }

  private List<Row> rows(Duel.Outcome<Round> outcome) {
    return List.of(
        row("server CPU per client and change", "us", outcome, Round::cpuMicros, cpu),
        row("bytes per client and change", "B", outcome, Round::bytes, bytes),
        row("allocation per client and change", "B", outcome, Round::allocated, Bar.NONE),
        late("last ACK p50", outcome, 0.5, Bar.NONE),
        late("last ACK p99", outcome, 0.99, late));
  }

  private Row row(
      String metric,
      String unit,
      Duel.Outcome<Round> outcome,
      ToDoubleFunction<Round> value,
      Bar bar) {
    return new Row(
        name,
        metric,
        unit,
        Statistics.median(outcome.ours(), value),
        Statistics.median(outcome.baseline(), value),
        bar);
  }

  private Row late(String metric, Duel.Outcome<Round> outcome, double share, Bar bar) {
    return new Row(
        name,
        metric,
        "ms",
        Statistics.quantile(Round.millis(outcome.ours()), share),
        Statistics.quantile(Round.millis(outcome.baseline()), share),
        bar);
  }

  /** A block of changes on one server; the milliseconds are each change's. */
  private record Round(double cpuMicros, double bytes, double allocated, List<Double> millis) {
    static List<Double> millis(List<Round> rounds) {
      return rounds.stream().flatMap(round -> round.millis().stream()).toList();
    }
  }
}
