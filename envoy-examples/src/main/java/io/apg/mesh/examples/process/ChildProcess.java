package io.apg.mesh.examples.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process of ours that writes its output to a log file and ends with this JVM at the latest.
 * Thread-safe.
 */
public final class ChildProcess implements AutoCloseable {
  private static final Duration REAP = Duration.ofSeconds(10);
  private static final int TAIL_LINES = 20;

  /** Keeps a terminal's Ctrl-C from the child: who started it decides when and how it ends. */
  private static final List<String> OWN_SESSION =
      Stream.of("/usr/bin/setsid").filter(file -> new File(file).canExecute()).toList();

  private final Process process;
  private final Command command;

  /** Starts a command; its output is appended to the command's log. */
  public static ChildProcess start(Command command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(OWN_SESSION.stream(), command.words().stream()).toList())
            .directory(command.directory().toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(command.log().toFile()));
    builder.environment().putAll(command.environment());
    return Cleanup.open(() -> new ChildProcess(builder.start(), command));
  }

  private ChildProcess(Process process, Command command) {
    this.process = process;
    this.command = command;
  }

  /** The operating system's process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean alive() {
    return process.isAlive();
  }

  /** Waits until it ends by itself, and returns its exit code; throws when it does not. */
  public int waitFor(Duration bound) throws InterruptedException {
    if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(
          command.name() + ": still runs after " + bound.toMillis() + " ms\n" + tail());
    }
    return process.exitValue();
  }

  /** SIGTERM, then SIGKILL if it still runs after {@code patience}. Returns its exit code. */
  public int terminate(Duration patience) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      return kill();
    }
    Cleanup.forget(this);
    return process.exitValue();
  }

  /** SIGKILL. Returns when the process is gone. */
  public int kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(REAP.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(command.name() + ": pid " + pid() + " survived SIGKILL");
    }
    Cleanup.forget(this);
    return process.exitValue();
  }

  /** Ends it as its command says: SIGKILL, or SIGTERM where it has a grace. */
  @Override
  public void close() {
    try {
      if (command.grace().isZero()) {
        kill();
      } else {
        terminate(command.grace());
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Cleanup.forget(this);
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until {@code condition} holds; throws, with the end of the log, if it does not. */
  public void await(String what, Duration bound, Await.Condition condition)
      throws InterruptedException {
    boolean held = Await.holds(bound, () -> !alive() || condition.holds());
    if (!alive()) {
      throw new IllegalStateException(
          command.name()
              + ": exited with "
              + process.exitValue()
              + " (expected: "
              + what
              + ")\n"
              + tail());
    }
    if (!held) {
      throw new IllegalStateException(
          command.name() + ": not " + what + " after " + bound.toMillis() + " ms\n" + tail());
    }
  }

  /** The last lines of its log. */
  public String tail() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(command.log()), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }
}
