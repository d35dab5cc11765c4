package io.apg.mesh.benchmarks.run;

import java.io.IOException;
import java.util.List;

/** One thing to measure. Starts the processes it needs, and ends them. */
interface Case {
  /** What it is called by: {@code make bench CASE=endpoint}. */
  String name();

  List<Row> run(Settings settings) throws IOException;
}
