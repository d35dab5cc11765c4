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

  /** One with the meshctl that {@code make build} made. */
  static Operator of(Shop shop) {
    return new Operator(shop);
  }

  private Operator(Shop shop) {
    this.meshctl = Checkout.root().resolve("bin/meshctl");
    this.directory = shop.directory();
    this.environment =
        Map.of(
            "MESHCTL_SERVER",
            "http://" + Places.text(shop.places().http()),
            "MESHCTL_TOKEN_FILE",
            directory.resolve("token").toString());
  }

  /** What a command ended with and printed. */
  record Answer(int exit, String text) {}

  /** Runs {@code meshctl} with these arguments. */
  Answer run(String... arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(meshctl.toString()));
    words.addAll(List.of(arguments));
    Command command =
        new Command("meshctl-" + ++commands, directory, words, environment, Duration.ZERO);
    try (ChildProcess process = ChildProcess.start(command)) {
      int exit = process.waitFor(BOUND);
      return new Answer(exit, Files.readString(command.log()));
    }
  }
}
