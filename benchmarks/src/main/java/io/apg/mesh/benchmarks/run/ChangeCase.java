package io.apg.mesh.benchmarks.run;

import io.apg.mesh.benchmarks.mesh.Form;
import io.apg.mesh.benchmarks.mesh.Groups;
import java.io.IOException;
import java.util.List;

/**
 * A change of one object that goes to every client.
 *
 * @param late the bar of the last answer's 99th percentile
 */
record ChangeCase(
    String name, Groups groups, Form form, Block.Change change, Bar cpu, Bar bytes, Bar late)
    implements Case {

  /** One without bars. */
  ChangeCase(String name, Block.Change change) {
    this(name, Groups.ONE, Form.DELTA, change, Bar.NONE, Bar.NONE, Bar.NONE);
  }

  @Override
  public List<Row> run(Settings settings) throws IOException {
    try (Duel duel = Duel.start(settings.shape(groups, form), settings)) {
      duel.inTurn(1, Rig::connect);
      duel.inTurn(1, rig -> Block.run(rig, change, settings.warm()));
      return rows(
          duel.inTurn(settings.rounds(), rig -> Block.run(rig, change, settings.changes())));
    }
  }

  private List<Row> rows(Duel.Outcome<Block> outcome) {
    return List.of(
        Row.of(name, "server CPU per client and change", "us", outcome, Block::cpuMicros, cpu),
        Row.of(name, "bytes per client and change", "B", outcome, Block::bytes, bytes),
        Row.of(name, "allocation per client and change", "B", outcome, Block::allocated, Bar.NONE),
        late("last ACK p50", outcome, 0.5, Bar.NONE),
        late("last ACK p99", outcome, 0.99, late));
  }

  private Row late(String metric, Duel.Outcome<Block> outcome, double share, Bar bar) {
    return new Row(
        name,
        metric,
        "ms",
        Block.late(outcome.ours(), share),
        Block.late(outcome.baseline(), share),
        bar);
  }
}
