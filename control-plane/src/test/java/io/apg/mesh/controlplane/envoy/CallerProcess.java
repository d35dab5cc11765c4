package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.process.ChildProcess;
import io.apg.mesh.examples.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * An application in a process of its own that calls another again and again, and writes a line for
 * each call: {@code answer} and the name of who answered, or {@code failure} and why.
 */
final class CallerProcess implements AutoCloseable {
  private static final String NAME = "caller";

  /** A JVM that starts on a busy machine takes its time. */
  private static final Duration BOUND = Duration.ofSeconds(60);

  private static final Duration GRACE = Duration.ofSeconds(5);

  private final ChildProcess process;
  private final Path folder;

  private CallerProcess(ChildProcess process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  static CallerProcess start(Path folder, Map<String, String> environment, String... words)
      throws IOException {
    Command command = new Command(NAME, folder, List.of(words), environment, GRACE);
    return new CallerProcess(ChildProcess.start(command), folder);
  }

  /** Waits for one more answer of an application. */
  void awaitAnswer(String name) throws IOException, InterruptedException {
    long before = answersOf(name);
    process.await("an answer of " + name, BOUND, () -> answersOf(name) > before);
  }

  void assertNothingFailed() throws IOException {
    assertThat(lines())
        .anyMatch(line -> line.startsWith("answer "))
        .noneMatch(line -> line.startsWith("failure "));
  }

  private long answersOf(String name) throws IOException {
    return lines().stream().filter(("answer " + name)::equals).count();
  }

  /** Whole lines so far. */
  private List<String> lines() throws IOException {
    String text = Files.readString(folder.resolve(NAME + ".log"));
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  @Override
  public void close() {
    process.close();
  }
}
