package io.apg.mesh.examples.process;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How to start an Envoy: its bootstrap, a name for messages, the log level, and arguments after
 * ours (the later one counts). Its default drain is that of a sidecar of the mesh: listeners close
 * at once, old connections end within 60 s.
 */
public record EnvoyLaunch(String bootstrap, String name, String logLevel, List<String> arguments) {
  /** How an Envoy of the mesh drains: new connections at once elsewhere, old ones end in time. */
  public static final List<String> DRAIN =
      List.of(
          "--drain-strategy", "immediate",
          "--drain-time-s", "60",
          "--parent-shutdown-time-s", "70");

  static final String ADMIN_FILE = "admin.txt";

  /** Merged over the bootstrap: two Envoys on one machine must not want one admin port. */
  private static final String ADMIN =
      "admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}";

  private static final Duration LIVE_BOUND = Duration.ofSeconds(20);
  private static final Duration NO_GRACE = Duration.ZERO;

  static EnvoyLaunch of(String bootstrap) {
    return new EnvoyLaunch(bootstrap, "envoy", "warning", List.of());
  }

  /** Checks and copies. */
  public EnvoyLaunch {
    requireNonNull(bootstrap, "bootstrap");
    requireNonNull(name, "name");
    requireNonNull(logLevel, "logLevel");
    arguments = List.copyOf(arguments);
  }

  /** With this name in messages and in its directory's name. */
  public EnvoyLaunch named(String newName) {
    return new EnvoyLaunch(bootstrap, newName, logLevel, arguments);
  }

  /** With Envoy's own words for levels: trace, debug, info, warning, error, critical, off. */
  public EnvoyLaunch logging(String newLevel) {
    return new EnvoyLaunch(bootstrap, name, newLevel, arguments);
  }

  /** With more arguments; they win over the defaults. */
  public EnvoyLaunch and(String... more) {
    List<String> all = Stream.concat(arguments.stream(), Stream.of(more)).toList();
    return new EnvoyLaunch(bootstrap, name, logLevel, all);
  }

  /** Starts it and waits until it is LIVE. */
  public EnvoyProcess start() throws IOException, InterruptedException {
    EnvoyProcess envoy = launch();
    try {
      envoy.awaitLive(LIVE_BOUND);
      return envoy;
    } catch (InterruptedException | RuntimeException e) {
      envoy.close();
      throw e;
    }
  }

  /** Starts it without waiting, as when its control plane is away. */
  public EnvoyProcess launch() throws IOException, InterruptedException {
    String binary = Checkout.envoy();
    TempDirectory directory = TempDirectory.create(name);
    try {
      Path config = Files.writeString(directory.path().resolve("bootstrap.yaml"), bootstrap);
      List<String> words = words(binary, config, directory.path().resolve(ADMIN_FILE));
      Command command = new Command(name, directory.path(), words, Map.of(), NO_GRACE);
      return new EnvoyProcess(ChildProcess.start(command), directory, command);
    } catch (IOException e) {
      directory.close();
      throw e;
    }
  }

  private List<String> words(String binary, Path config, Path admin) {
    List<String> words = new ArrayList<>(List.of(binary));
    // Envoy refuses an option given twice, so a default is only for where it is absent.
    option(words, "--config-path", config.toString());
    option(words, "--config-yaml", ADMIN);
    option(words, "--admin-address-path", admin.toString());
    option(words, "--concurrency", "1");
    option(words, "--log-level", logLevel);
    for (int i = 0; i < DRAIN.size(); i += 2) {
      option(words, DRAIN.get(i), DRAIN.get(i + 1));
    }
    words.add("--use-dynamic-base-id");
    words.addAll(arguments);
    return words;
  }

  private void option(List<String> words, String option, String value) {
    if (!arguments.contains(option)) {
      words.add(option);
      words.add(value);
    }
  }
}
