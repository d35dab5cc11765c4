package io.apg.mesh.benchmarks.run;

import io.apg.mesh.benchmarks.mesh.Form;
import io.apg.mesh.benchmarks.mesh.Groups;
import io.apg.mesh.benchmarks.mesh.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** An endpoint changes in meshes of several sizes; the fleet is the same. */
record GrowthCase(List<Integer> sizes) implements Case {
  @Override
  public String name() {
    return "growth";
  }

  @Override
  public List<Row> run(Settings settings) throws IOException {
    List<Duel> duels = new ArrayList<>();
    try {
      for (int services : sizes) {
        Shape shape = new Shape(settings.sotwNodes(), services, Groups.ONE, Form.DELTA);
        Duel duel = Duel.start(shape, settings);
        duels.add(duel);
        duel.inTurn(1, Rig::connect);
        duel.inTurn(1, rig -> Block.run(rig, Block.ENDPOINT, settings.warm()));
      }
      return rows(blocks(duels, settings));
    } finally {
      duels.forEach(Duel::close);
    }
  }

  private static List<Duel.Outcome<Block>> blocks(List<Duel> duels, Settings settings)
      throws IOException {
    List<Duel.Outcome<Block>> all = new ArrayList<>();
    duels.forEach(duel -> all.add(new Duel.Outcome<>(new ArrayList<>(), new ArrayList<>())));
    for (int round = 0; round < settings.rounds(); round++) {
      for (int size = 0; size < duels.size(); size++) {
        Duel.Outcome<Block> once =
            duels.get(size).inTurn(1, rig -> Block.run(rig, Block.ENDPOINT, settings.changes()));
        all.get(size).ours().addAll(once.ours());
        all.get(size).baseline().addAll(once.baseline());
      }
    }
    return all;
  }

  private List<Row> rows(List<Duel.Outcome<Block>> outcomes) {
    List<Row> rows = new ArrayList<>();
    for (int size = 0; size < sizes.size(); size++) {
      String metric = "server CPU per client and change, " + sizes.get(size) + " services";
      rows.add(Row.of(name(), metric, "us", outcomes.get(size), Block::cpuMicros, Bar.NONE));
    }
    Row first = rows.get(0);
    Row last = rows.get(rows.size() - 1);
    rows.add(
        new Row(
            name(),
            "the last by the first",
            "",
            last.ours() / first.ours(),
            last.baseline() / first.baseline(),
            Bar.most(1.2)));
    return rows;
  }
}
