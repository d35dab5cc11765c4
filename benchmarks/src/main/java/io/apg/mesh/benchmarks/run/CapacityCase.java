package io.apg.mesh.benchmarks.run;

import io.apg.mesh.benchmarks.mesh.Form;
import io.apg.mesh.benchmarks.mesh.Groups;
import io.apg.mesh.benchmarks.mesh.Shape;
import io.apg.mesh.snapshot.XdsType;
import java.io.IOException;
import java.util.List;

/** Many streams in a small heap; a server that cannot carry them ends, or stops answering. */
record CapacityCase(int streams, String heap) implements Case {
  @Override
  public String name() {
    return "capacity";
  }

  @Override
  public List<Row> run(Settings settings) throws IOException {
    Shape shape = new Shape(streams, settings.services(), Groups.ONE, Form.DELTA);
    return List.of(
        new Row(
            name(),
            streams + " streams in " + heap + ": without a change",
            "",
            missing(Side.OURS, shape, settings.withHeap(heap)),
            missing(Side.BASELINE, shape, settings.withHeap(heap)),
            Bar.most(0)));
  }

  /** Streams that are not served: those that miss something, or a change. */
  private static double missing(Side side, Shape shape, Settings settings) throws IOException {
    try (Rig rig = Rig.start(side, shape, settings)) {
      try {
        rig.connect();
        rig.change("endpoint", XdsType.ENDPOINT);
        return 0;
      } catch (IOException e) {
        System.err.println(e.getMessage());
        return shape.nodes() - rig.fleet("figures").get("synced");
      }
    }
  }
}
