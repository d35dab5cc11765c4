package io.apg.mesh.examples.demo;

import io.apg.mesh.examples.process.Checkout;
import io.apg.mesh.examples.process.ChildProcess;
import io.apg.mesh.examples.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Somebody with {@code meshctl}. Not thread-safe. */
final class Operator {
  private static final Duration BOUND = Duration.ofSeconds(30);

  private final Path meshctl;
  private final Path directory;
  private final Map<String, String> environment;
  private int commands;

  /**
   * One with the meshctl that {@code make build} made.
   *
   * @param directory holds the token, and what the commands print
   */
  Operator(Places places, Path directory) {
    this.meshctl = Checkout.root().resolve("bin/meshctl");
    this.directory = directory;
    this.environment =
        Map.of(
            "MESHCTL_SERVER",
            "http://" + Places.text(places.http()),
            "MESHCTL_TOKEN_FILE",
            directory.resolve("token").toString());
  }

  /** What a command ended with and printed. */
  record Answer(int exit, String text) {}

  /** Runs {@code meshctl} with these arguments, which must do. */
  void must(List<String> arguments) throws IOException, InterruptedException {
    Answer answer = run(arguments);
    if (answer.exit() != 0) {
      throw new IllegalStateException(
          "meshctl %s: exit %d (expected: 0)%n%s"
              .formatted(String.join(" ", arguments), answer.exit(), answer.text()));
    }
  }

  /** Runs {@code meshctl} with these arguments. */
  Answer run(List<String> arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(meshctl.toString()));
    words.addAll(arguments);
    Command command =
        new Command("meshctl-" + ++commands, directory, words, environment, Duration.ZERO);
    try (ChildProcess process = ChildProcess.start(command)) {
      int exit = process.waitFor(BOUND);
      return new Answer(exit, Files.readString(command.log()));
    }
  }
}
