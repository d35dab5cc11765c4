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
  static final String ADMIN_FILE = "admin.txt";
  static final String LOG_FILE = "envoy.log";

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
      Path log = directory.path().resolve(LOG_FILE);
      List<String> command = command(binary, config, directory.path().resolve(ADMIN_FILE));
      return new EnvoyProcess(
          ChildProcess.start(name, command, Map.of(), log, NO_GRACE), directory, name);
    } catch (IOException e) {
      directory.close();
      throw e;
    }
  }

  private List<String> command(String binary, Path config, Path admin) {
    List<String> command = new ArrayList<>(List.of(binary));
    // Envoy refuses an option given twice, so a default is only for where it is absent.
    option(command, "--config-path", config.toString());
    option(command, "--config-yaml", ADMIN);
    option(command, "--admin-address-path", admin.toString());
    option(command, "--concurrency", "1");
    option(command, "--log-level", logLevel);
    option(command, "--drain-strategy", "immediate");
    option(command, "--drain-time-s", "60");
    option(command, "--parent-shutdown-time-s", "70");
    command.add("--use-dynamic-base-id");
    command.addAll(arguments);
    return command;
  }

  private void option(List<String> command, String option, String value) {
    if (!arguments.contains(option)) {
      command.add(option);
      command.add(value);
    }
  }
}
