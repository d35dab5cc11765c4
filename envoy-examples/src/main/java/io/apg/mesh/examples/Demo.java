package io.apg.mesh.examples;

import io.apg.mesh.examples.load.LoadStats;
import io.apg.mesh.examples.process.Cleanup;
import io.apg.mesh.examples.process.MeshdLaunch;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The whole mesh on one machine, under load, with changes while it runs. With a duration it ends by
 * itself: 0 if no request failed and every proxy is in sync, 1 otherwise.
 */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = "Runs a control plane, real Envoys and a small shop under load.")
public final class Demo implements Callable<Integer> {
  private static final Duration UNBOUNDED_STORY = Duration.ofSeconds(40);

  @Option(
      names = "--duration",
      paramLabel = "SPAN",
      defaultValue = "${env:DURATION}",
      converter = SpanConverter.class,
      description = "Ends after this time, such as 30s (default: $DURATION, else Ctrl-C ends it).")
  private @Nullable Duration duration;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "100",
      description = "Requests a second in all (default: ${DEFAULT-VALUE}).")
  private int rate;

  private final MeshdLaunch meshd;
  private final PrintStream out;

  /** Runs it and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(MeshdLaunch.built(), System.out, arguments));
  }

  /** Runs it with this control plane and returns its exit code. */
  public static int run(MeshdLaunch meshd, PrintStream out, String... arguments) {
    return new CommandLine(new Demo(meshd, out))
        .setExecutionExceptionHandler(
            (exception, line, parsed) -> {
              Cleanup.leaveToHook();
              System.err.println("demo: " + exception.getMessage());
              return 1;
            })
        .execute(arguments);
  }

  private Demo(MeshdLaunch meshd, PrintStream out) {
    this.meshd = meshd;
    this.out = out;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    out.println("Starting a control plane and two Envoys ...");
    try (DemoMesh mesh = DemoMesh.start(meshd, DemoPlaces.find())) {
      DemoReport.banner(mesh, out);
      try (DemoLoad load = new DemoLoad(mesh.places(), rate)) {
        return run(mesh, load);
      }
    }
  }

  private int run(DemoMesh mesh, DemoLoad load) throws IOException, InterruptedException {
    AutoCloseable farewell = Cleanup.open(() -> () -> farewell(load));
    DemoStory story = new DemoStory(mesh, load, out);
    boolean tookOver = story.tell(duration == null ? UNBOUNDED_STORY : duration);
    if (duration == null) {
      out.println("\n  The load goes on; Ctrl-C ends it.");
      Thread.currentThread().join();
    }
    Cleanup.forget(farewell);
    Map<DemoWay, LoadStats> counts = load.stop();
    long revision = mesh.registry().revision();
    int inSync = mesh.registry().proxiesAt(revision);
    DemoReport.summary(counts, out);
    DemoReport.proxies(inSync, mesh.proxies(), revision, out);
    boolean failed = counts.values().stream().anyMatch(stats -> stats.failed() > 0);
    return failed || !tookOver || inSync < mesh.proxies() ? 1 : 0;
  }

  /** Ctrl-C or SIGTERM: the counts, while everything still runs; then all of it is taken down. */
  private void farewell(DemoLoad load) throws InterruptedException {
    DemoReport.summary(load.stop(), out);
    out.println();
  }
}
