package io.apg.mesh.examples.process;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What to run: its name in messages, its working directory, the words of the command line,
 * variables on top of the environment, and how long it may take to end after SIGTERM (zero = it is
 * killed).
 */
public record Command(
    String name,
    Path directory,
    List<String> words,
    Map<String, String> environment,
    Duration grace) {

  /** Copies. */
  public Command {
    requireNonNull(name, "name");
    requireNonNull(directory, "directory");
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
    requireNonNull(grace, "grace");
  }

  /** Where its output goes. */
  public Path log() {
    return directory.resolve(name + ".log");
  }
}
