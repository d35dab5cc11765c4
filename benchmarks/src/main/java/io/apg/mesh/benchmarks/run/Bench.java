package io.apg.mesh.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs cases and writes what they measured. */
@Command(name = "bench", mixinStandardHelpOptions = true, sortOptions = false)
public final class Bench implements Callable<Integer> {
  @Option(names = "--case", description = "Which; all, where none is named. May be repeated.")
  private List<String> wanted = List.of();

  @Option(names = "--quick", description = "Small fleets, the main cases only.")
  private boolean quick;

  @Option(names = "--nodes", description = "Clients: ${DEFAULT-VALUE}.")
  private int nodes = Settings.FULL.nodes();

  @Option(names = "--services", description = "Services: ${DEFAULT-VALUE}.")
  private int services = Settings.FULL.services();

  @Option(names = "--sotw-nodes", description = "Clients without delta: ${DEFAULT-VALUE}.")
  private int sotwNodes = Settings.FULL.sotwNodes();

  @Option(names = "--warm", description = "Changes before measuring: ${DEFAULT-VALUE}.")
  private int warm = Settings.FULL.warm();

  @Option(names = "--rounds", description = "Blocks on each server: ${DEFAULT-VALUE}.")
  private int rounds = Settings.FULL.rounds();

  @Option(names = "--changes", description = "Changes in a block: ${DEFAULT-VALUE}.")
  private int changes = Settings.FULL.changes();

  @Option(names = "--seconds", description = "Of steady and idle: ${DEFAULT-VALUE}.")
  private int seconds = Settings.FULL.seconds();

  @Option(names = "--heap", description = "Of each server: ${DEFAULT-VALUE}.")
  private String heap = Settings.FULL.heap();

  @Option(names = "--carrier", description = "How routes travel: ${COMPLETION-CANDIDATES}.")
  private Settings.Carrier carrier = Settings.FULL.carrier();

  @Option(names = "--profile", description = "Servers write a flight recording each.")
  private boolean profile;

  @Option(names = "--output", description = "Directory of results and logs: ${DEFAULT-VALUE}.")
  private Path output = Settings.FULL.output();

  /** The program. */
  public static void main(String... args) {
    System.exit(
        new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    Files.createDirectories(output);
    Settings settings =
        new Settings(
            nodes,
            services,
            sotwNodes,
            warm,
            rounds,
            changes,
            seconds,
            heap,
            profile,
            carrier,
            output.toAbsolutePath());
    Results results = new Results(settings);
    for (Case each : chosen()) {
      System.err.println(each.name() + " ...");
      results.add(each.run(settings));
      results.write();
    }
    System.out.println(results.markdown());
    return 0;
  }

  private List<Case> chosen() {
    List<Case> all = quick ? Cases.quick() : Cases.all();
    if (wanted.isEmpty()) {
      return all;
    }
    List<Case> chosen = new ArrayList<>();
    for (String name : wanted) {
      chosen.add(
          Cases.all().stream()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseThrow(() -> unknown(name)));
    }
    return chosen;
  }

  private static IllegalArgumentException unknown(String name) {
    List<String> names = Cases.all().stream().map(Case::name).toList();
    return new IllegalArgumentException("case: " + name + " (expected: one of " + names + ")");
  }
}
