package io.apg.mesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.process.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** meshctl as a process of its own: pipes and signals. */
class ProcessTest {
  private static final Duration BOUND = Duration.ofSeconds(60);

  @TempDir Path folder;

  private Recorded control;

  @BeforeEach
  void start() throws IOException {
    control = Recorded.start();
  }

  @AfterEach
  void stop() {
    control.close();
  }

  private Process process(String script) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(List.of("bash", "-c", "set -o pipefail; " + script));
    builder.environment().put("MESHCTL_SERVER", control.url());
    builder.environment().put("HOME", folder.toString());
    builder.redirectOutput(folder.resolve("out").toFile());
    builder.redirectError(folder.resolve("err").toFile());
    return builder.start();
  }

  private static String meshctl(String arguments) {
    return String.join(
        " ",
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1 -cp",
        "'" + System.getProperty("java.class.path") + "'",
        Meshctl.class.getName(),
        arguments);
  }

  private String text(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }

  @Test
  void aReaderThatGoesIsNoFailure() throws Exception {
    for (String arguments :
        List.of("get services", "get services -o json", "describe service payments")) {
      Process process = process(meshctl(arguments) + " | head -1");
      assertThat(process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(arguments).isZero();
      assertThat(text("out").lines()).as(arguments).hasSize(1);
      assertThat(text("err")).as(arguments).isEmpty();
    }
  }

  @Test
  void ctrlCEndsAWatchWith130() throws Exception {
    // Who runs the tests in the background ignores the signal, and so would its children.
    Process process = process("exec env --default-signal=INT " + meshctl("get services -w"));
    try {
      assertThat(Await.holds(BOUND, () -> text("out").contains("orders"))).isTrue();
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      assertThat(process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(text("err")).isEmpty();
      assertThat(text("out")).endsWith("\n");
    } finally {
      process.destroyForcibly();
    }
  }
}
