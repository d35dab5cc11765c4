package io.apg.mesh.benchmarks.run;

import io.apg.mesh.benchmarks.fleet.FleetMain;
import io.apg.mesh.examples.process.MeshdProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** From the start of a control plane with a full store to its first answer on a stream. */
final class MeshdCase implements Case {
  private static final int SERVICES = 1_000;
  private static final int RUNS = 3;
  private static final Duration POLL = Duration.ofMillis(5);
  private static final Duration BOUND = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "meshd";
  }

  @Override
  public List<Row> run(Settings settings) throws IOException {
    try (MeshdProcess meshd = ControlPlane.with(SERVICES)) {
      List<Double> seconds = new ArrayList<>();
      for (int run = 0; run < RUNS; run++) {
        seconds.add(start(meshd, settings));
      }
      return List.of(
          new Row(
              name(),
              "start with " + SERVICES + " services to the first answer",
              "s",
              Statistics.quantile(seconds, 0.5),
              Double.NaN,
              Bar.most(3)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Ports stay, so the client waits in a process that has long begun. */
  private static double start(MeshdProcess meshd, Settings settings)
      throws IOException, InterruptedException {
    meshd.kill();
    try (Child client =
        Child.start(
            "client",
            List.of(),
            FleetMain.class,
            List.of(Integer.toString(meshd.xds().getPort()), Integer.toString(SERVICES), "DELTA"),
            settings.output().resolve("benchmark-meshd.log"))) {
      long begin = System.nanoTime();
      meshd.restart();
      client.ask("join 0 1");
      while (client.ask("figures").get("messages") == 0) {
        if (System.nanoTime() - begin > BOUND.toNanos()) {
          throw new IOException("meshd: no answer in " + BOUND);
        }
        Rig.pause(POLL);
      }
      return (client.ask("figures").get("last_heard") - begin) / 1e9;
    }
  }
}
