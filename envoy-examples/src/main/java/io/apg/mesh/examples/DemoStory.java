package io.apg.mesh.examples;

import io.apg.mesh.examples.load.LoadStats;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * What happens while the load runs: an endpoint is added, then the split moves in two steps. After
 * each step it tells when all proxies had it, and what the load saw until the next one.
 */
final class DemoStory {
  private static final int STEPS = 4;

  private final DemoMesh mesh;
  private final DemoLoad load;
  private final PrintStream out;
  private boolean inSync = true;

  DemoStory(DemoMesh mesh, DemoLoad load, PrintStream out) {
    this.mesh = mesh;
    this.load = load;
    this.out = out;
  }

  /** One change to the mesh. */
  @FunctionalInterface
  private interface Step {
    /** Makes it and returns its revision. */
    long make() throws IOException, InterruptedException;
  }

  /** Tells the story in {@code span}. True if every step was taken over. */
  boolean tell(Duration span) throws IOException, InterruptedException {
    Duration pause = span.dividedBy(STEPS);
    step("all of catalog to v1", mesh.registry()::revision, pause);
    step("one more endpoint for catalog v1", mesh::grow, pause);
    step("split moved to 90/10", () -> mesh.moveSplit(90, 10), pause);
    step("split moved to 50/50", () -> mesh.moveSplit(50, 50), pause);
    return inSync;
  }

  private void step(String what, Step step, Duration pause)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    long revision = step.make();
    int proxies = mesh.registry().proxiesAt(revision);
    long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
    inSync &= proxies == mesh.proxies();
    out.printf(
        Locale.ROOT,
        "  %-34s revision %d, on %d of %d proxies after %d ms%n",
        what,
        revision,
        proxies,
        mesh.proxies(),
        millis);
    Map<DemoWay, LoadStats> before = load.snapshot();
    Thread.sleep(pause.toMillis());
    tellShares(before);
  }

  private void tellShares(Map<DemoWay, LoadStats> before) {
    long all = 0;
    long failed = 0;
    long second = 0;
    for (Map.Entry<DemoWay, LoadStats> way : load.snapshot().entrySet()) {
      if (way.getKey().direct()) {
        LoadStats window = way.getValue().since(before.getOrDefault(way.getKey(), LoadStats.NONE));
        all += window.requests();
        failed += window.failed();
        second += window.answeredBy(DemoMesh.answering(true));
      }
    }
    out.printf(
        Locale.ROOT,
        "  %-34s %d requests, %.1f %% answered by v2, %d failed%n",
        "",
        all,
        all == 0 ? 0.0 : 100.0 * second / all,
        failed);
  }
}
