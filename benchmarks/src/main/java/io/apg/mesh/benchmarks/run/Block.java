package io.apg.mesh.benchmarks.run;

import io.apg.mesh.benchmarks.Figures;
import io.apg.mesh.snapshot.XdsType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What some changes in a row took on one server; each was made when the last client had answered
 * the one before.
 *
 * @param cpuMicros of the server, per client and change
 * @param bytes per client and change
 * @param allocated by the server, per client and change
 * @param millis until the last client had answered, of each change
 */
record Block(double cpuMicros, double bytes, double allocated, List<Double> millis) {
  static final Change ENDPOINT = new Change("endpoint", XdsType.ENDPOINT);

  /**
   * A kind of change.
   *
   * @param order what the server is told
   * @param last the type of the message that ends it on a client
   */
  record Change(String order, XdsType last) {}

  static Block run(Rig rig, Change change, int changes) throws IOException {
    List<Double> millis = new ArrayList<>();
    double bytes = 0;
    Figures before = rig.server("stats");
    for (int each = 0; each < changes; each++) {
      Rig.Answer answer = rig.change(change.order(), change.last());
      millis.add(answer.nanos() / 1e6);
      bytes += answer.bytes();
    }
    Figures after = rig.server("stats");
    double answers = (double) changes * rig.shape().nodes();
    return new Block(
        (after.get("cpu_nanos") - before.get("cpu_nanos")) / 1e3 / answers,
        bytes / answers,
        (after.get("allocated") - before.get("allocated")) / answers,
        millis);
  }

  static double late(List<Block> blocks, double share) {
    return Statistics.quantile(
        blocks.stream().flatMap(block -> block.millis().stream()).toList(), share);
  }
}
