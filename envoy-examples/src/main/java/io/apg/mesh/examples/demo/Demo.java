package io.apg.mesh.examples.demo;

import io.apg.mesh.examples.load.LoadStats;
import io.apg.mesh.examples.process.Cleanup;
import io.apg.mesh.examples.process.MeshdLaunch;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A shop in a mesh on one machine, under load, with a story while it runs. With a duration it ends
 * by itself: 0 if every step came as it should, 1 otherwise.
 */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    subcommands = {ServiceCommand.class, ComposeCommand.class},
    description = "Runs a control plane, real Envoys and a small shop under load.")
public final class Demo implements Callable<Integer> {
  private static final Duration VERIFICATION = Duration.ofSeconds(40);
  private static final Duration UNBOUNDED_STORY = Duration.ofSeconds(64);

  @Option(
      names = "--duration",
      paramLabel = "SPAN",
      defaultValue = "${env:DURATION}",
      converter = SpanConverter.class,
      description = "Ends after about this time, such as 60s (default: $DURATION, else Ctrl-C).")
  private @Nullable Duration duration;

  @Option(
      names = "--scenario",
      paramLabel = "NAME",
      defaultValue = "${env:SCENARIO:-all}",
      converter = Scenario.Converter.class,
      description = "all, canary, rejection or restart (default: $SCENARIO, else all).")
  private Scenario scenario = Scenario.ALL;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "100",
      description = "Requests a second in all (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--verify",
      description = "Looks at each step with meshctl too, and ends by itself after 40s.")
  private boolean verify;

  private final Supplier<MeshdLaunch> meshd;
  private final PrintStream out;

  /** Runs it and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(MeshdLaunch::built, System.out, arguments));
  }

  /** Runs it with this control plane and returns its exit code. */
  static int run(Supplier<MeshdLaunch> meshd, PrintStream out, String... arguments) {
    return new CommandLine(new Demo(meshd, out))
        .setExecutionExceptionHandler(
            (exception, line, parsed) -> {
              Cleanup.leaveToHook();
              System.err.println("demo: " + exception.getMessage());
              return 1;
            })
        .execute(arguments);
  }

  private Demo(Supplier<MeshdLaunch> meshd, PrintStream out) {
    this.meshd = meshd;
    this.out = out;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Topology topology = Topology.read();
    out.println("Starting a control plane, " + topology.instances().size() + " applications ...");
    try (Shop shop = Shop.start(meshd.get(), topology, Places.find(topology))) {
      Report.banner(shop, out);
      try (Load load = new Load(shop, rate)) {
        return run(shop, load);
      }
    }
  }

  private int run(Shop shop, Load load) throws IOException, InterruptedException {
    AutoCloseable farewell = Cleanup.open(() -> () -> farewell(shop, load));
    Duration whole = verify ? VERIFICATION : UNBOUNDED_STORY;
    Duration span = duration == null ? whole : duration;
    Duration pause = span.dividedBy(Story.steps(scenario));
    Operator operator = verify ? shop.operator() : null;
    List<Story.Step> steps = new Story(shop, load, out, pause, operator).tell(scenario);
    if (duration == null && !verify) {
      out.println("\n  The load goes on; Ctrl-C ends it.");
      Thread.currentThread().join();
    }
    Cleanup.forget(farewell);
    Map<Way, LoadStats> counts = load.stop();
    Report.load(counts, shop.canary(), out);
    Report.steps(steps, out);
    boolean held = steps.stream().allMatch(Story.Step::held);
    if (!held) {
      Report.failures(counts, out);
    }
    out.println();
    return held ? 0 : 1;
  }

  /** Ctrl-C or SIGTERM: the counts, while everything still runs; then all of it is taken down. */
  private void farewell(Shop shop, Load load) throws InterruptedException {
    Report.load(load.stop(), shop.canary(), out);
    out.println();
  }
}
