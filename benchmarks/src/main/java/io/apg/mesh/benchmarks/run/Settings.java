package io.apg.mesh.benchmarks.run;

import io.apg.mesh.benchmarks.mesh.Form;
import io.apg.mesh.benchmarks.mesh.Groups;
import io.apg.mesh.benchmarks.mesh.Shape;
import java.nio.file.Path;
import java.util.List;

/**
 * How large a run is, and where it writes.
 *
 * @param sotwNodes clients where they speak states of the world
 * @param warm changes before anything is measured: until then the compiler is measured
 * @param rounds each a block of changes on one server, then on the other
 * @param heap of each server
 * @param profile whether servers record what they do
 * @param carrier how routes travel to proxies
 */
record Settings(
    int nodes,
    int services,
    int sotwNodes,
    int warm,
    int rounds,
    int changes,
    int seconds,
    String heap,
    boolean profile,
    Carrier carrier,
    Path output) {
  /** How routes travel to proxies. */
  enum Carrier {
    /** One route configuration for all hosts. */
    RDS
  }

  static final Settings FULL =
      new Settings(1_000, 1_000, 200, 150, 6, 20, 60, "1g", false, Carrier.RDS, Path.of("target"));

  /** The flags of bin/meshd. */
  static final List<String> SERVER_FLAGS =
      List.of("-XX:+UseParallelGC", "-XX:+ExitOnOutOfMemoryError");

  Shape shape(Groups groups, Form form) {
    return new Shape(form == Form.SOTW ? sotwNodes : nodes, services, groups, form);
  }

  Settings withHeap(String other) {
    return new Settings(
        nodes, services, sotwNodes, warm, rounds, changes, seconds, other, profile, carrier,
        output);
  }

  Settings writingTo(Path directory) {
    return new Settings(
        nodes, services, sotwNodes, warm, rounds, changes, seconds, heap, profile, carrier,
        directory);
  }
}
