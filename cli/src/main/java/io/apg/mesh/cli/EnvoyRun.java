package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ExitCode;
import io.apg.mesh.cli.api.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An Envoy that runs as long as this process does. */
final class EnvoyRun {
  private static final int GRACE_SECONDS = 10;

  private EnvoyRun() {}

  /** Starts an Envoy, waits for its end, and returns its exit code. */
  static int start(String envoy, List<String> command, String bootstrap)
      throws InterruptedException {
    try {
      Path file = Files.createTempFile("meshctl-bootstrap", ".json");
      try {
        Files.writeString(file, bootstrap);
        List<String> words = new ArrayList<>(List.of(envoy));
        command.stream().skip(1).forEach(w -> words.add(w.replace("{bootstrap}", file.toString())));
        Process process = new ProcessBuilder(words).inheritIO().start();
        Thread stop = new Thread(() -> stop(process, file), "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        return process.waitFor();
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new Failure(
          ExitCode.REFUSED, "INTERNAL", "Envoy cannot be started: " + e.getMessage(), "");
    }
  }

  /** When this process is told to end, so is Envoy; it is not left behind. */
  private static void stop(Process process, Path file) {
    process.destroy();
    try {
      if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      Files.deleteIfExists(file);
    } catch (InterruptedException | IOException e) {
      process.destroyForcibly();
    }
  }
}
