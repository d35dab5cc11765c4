package io.apg.mesh.benchmarks.run;

import io.apg.mesh.examples.process.Checkout;
import io.apg.mesh.examples.process.MeshdProcess;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** CPU time of whole commands, its shell included, beside that of a JVM that does nothing. */
final class MeshctlCase implements Case {
  private static final int RUNS = 15;
  private static final int ROWS = 50;
  private static final String TIMED = "TIMEFORMAT='%3U %3S'; time \"$@\" > /dev/null 2>&1";

  @Override
  public String name() {
    return "meshctl";
  }

  @Override
  public List<Row> run(Settings settings) throws IOException {
    String meshctl = Checkout.root().resolve("bin/meshctl").toString();
    try (MeshdProcess meshd = ControlPlane.with(ROWS)) {
      Map<String, String> environment =
          Map.of(
              "MESHCTL_SERVER",
              "http://127.0.0.1:" + meshd.http().getPort(),
              "MESHCTL_TOKEN",
              meshd.token("bench", "admin"));
      return List.of(
          measure(List.of(meshctl, "version", "--client"), environment, Bar.ratio(3.5)),
          measure(List.of(meshctl, "get", "services"), environment, Bar.ratio(4.5)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private Row measure(List<String> words, Map<String, String> environment, Bar bar)
      throws IOException, InterruptedException {
    List<Double> command = new ArrayList<>();
    List<Double> bare = new ArrayList<>();
    for (int run = 0; run < RUNS; run++) {
      command.add(cpuMillis(words, environment));
      bare.add(cpuMillis(nothing(), Map.of()));
    }
    return new Row(
        name(),
        String.join(" ", words.subList(1, words.size())) + ": CPU, beside a bare JVM",
        "ms",
        Statistics.quantile(command, 0.5),
        Statistics.quantile(bare, 0.5),
        bar);
  }

  private static List<String> nothing() {
    try {
      String here =
          Path.of(Nothing.class.getProtectionDomain().getCodeSource().getLocation().toURI())
              .resolveSibling("classes")
              .toString();
      String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
      return List.of(java, "-Xshare:auto", "-cp", here, Nothing.class.getName());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** User and system time of a command and its children; it must succeed. */
  private static double cpuMillis(List<String> words, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Stream.concat(Stream.of("bash", "-c", TIMED, "bash"), words.stream()).toList())
            .redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(words + ": exit " + process.exitValue() + " (expected: 0)");
    }
    return Stream.of(said.strip().split(" ", -1)).mapToDouble(Double::parseDouble).sum() * 1_000;
  }
}
