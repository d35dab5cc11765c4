package io.apg.mesh.examples.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CleanupTest {
  /**
   * Starts one process that ends on SIGTERM and one that does not, tells, and waits for its end.
   */
  static final class Owner {
    private Owner() {}

    public static void main(String[] arguments) throws Exception {
      TempDirectory directory = TempDirectory.create("cleanup-test");
      Files.writeString(directory.path().resolve("file"), "x");
      ChildProcess polite = start(directory.path(), "polite", List.of("sleep", "600"));
      List<String> deaf = List.of("sh", "-c", "trap '' TERM; while :; do sleep 1; done");
      ChildProcess stubborn = start(directory.path(), "stubborn", deaf);
      System.out.println(polite.pid() + " " + stubborn.pid() + " " + directory.path());
      if (arguments.length == 0) {
        new CountDownLatch(1).await();
      }
    }

    private static ChildProcess start(Path directory, String name, List<String> words)
        throws IOException {
      Duration grace = name.equals("polite") ? Duration.ofSeconds(20) : Duration.ofMillis(300);
      return ChildProcess.start(new Command(name, directory, words, Map.of(), grace));
    }
  }

  private static Process owner(String... arguments) throws IOException {
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(java, "-Xmx32m", "-cp", classPath, Owner.class.getName());
    builder.command().addAll(List.of(arguments));
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private static void leavesNothing(Process owner, boolean signal) throws Exception {
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(owner.getInputStream(), StandardCharsets.UTF_8))) {
      String[] told = out.readLine().split(" ", -1);
      if (signal) {
        assertThat(ProcessHandle.of(Long.parseLong(told[0]))).isPresent();
        assertThat(Path.of(told[2])).exists();
        owner.destroy();
      }
      assertThat(owner.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(ProcessHandle.of(Long.parseLong(told[0]))).isEmpty();
      assertThat(ProcessHandle.of(Long.parseLong(told[1]))).isEmpty();
      assertThat(Path.of(told[2])).doesNotExist();
    } finally {
      owner.destroyForcibly();
    }
  }

  @Test
  void aTerminatedOwnerLeavesNoProcessAndNoFile() throws Exception {
    leavesNothing(owner(), true);
  }

  @Test
  void anOwnerThatForgetsToCloseLeavesNothingEither() throws Exception {
    leavesNothing(owner("return at once"), false);
  }

  @Test
  void aProcessThatEndsEarlyIsToldWithItsLastWords() throws Exception {
    try (TempDirectory directory = TempDirectory.create("last-words")) {
      Command command =
          new Command(
              "short",
              directory.path(),
              List.of("sh", "-c", "echo no port free; exit 3"),
              Map.of(),
              Duration.ZERO);
      try (ChildProcess child = ChildProcess.start(command)) {
        assertThatThrownBy(() -> child.await("ready", Duration.ofSeconds(10), () -> false))
            .hasMessage("short: exited with 3 (expected: ready)\nno port free");
      }
    }
  }

  @Test
  void waitingHasAnEnd() throws Exception {
    assertThat(Await.holds(Duration.ofMillis(50), () -> false)).isFalse();
    assertThat(
            Await.holds(
                Duration.ofMillis(50),
                () -> {
                  throw new IOException("not yet");
                }))
        .isFalse();
    assertThat(Await.holds(Duration.ZERO, () -> true)).isTrue();
  }
}
