package io.apg.mesh.controlplane.commands;

import io.apg.mesh.controlplane.config.ConfigLoader;
import io.apg.mesh.controlplane.config.LoggingSetup;
import io.apg.mesh.controlplane.config.MeshConfig;
import io.apg.mesh.controlplane.server.ProductVersion;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command {@code meshd}; alone it means {@code meshd run}. */
@Command(
    name = "meshd",
    description = "The control plane of the mesh.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Meshd.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:refused or failed", "2:wrong usage"},
    synopsisSubcommandLabel = "[COMMAND]")
public final class Meshd implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(Meshd.class);

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "Configuration file (default: config/config.yaml, if it is there).")
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      scope = ScopeType.INHERIT,
      description = "Sets a key of the configuration; may be repeated.")
  private List<String> sets = List.of();

  private final Map<String, String> environment;
  private final Server server;

  private Meshd(Map<String, String> environment, Server server) {
    this.environment = environment;
    this.server = server;
  }

  /** What {@code run} starts. */
  @FunctionalInterface
  public interface Server {
    /** Runs until the process is told to stop. */
    void run(MeshConfig config) throws Exception;
  }

  /** The version of this build. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"meshd " + ProductVersion.TEXT};
    }
  }

  /** The command line over an environment and a server. */
  public static CommandLine commandLine(Map<String, String> environment, Server server) {
    Meshd meshd = new Meshd(environment, server);
    return new CommandLine(meshd)
        .addSubcommand(new RunCommand(meshd))
        .addSubcommand(new CommandLine(new TokenCommand()).addSubcommand(new TokenCreate(meshd)))
        .addSubcommand(new CommandLine(new ConfigCommand()).addSubcommand(new ConfigCheck(meshd)))
        .setExecutionExceptionHandler(Meshd::explain);
  }

  @Override
  public Integer call() throws Exception {
    MeshConfig config = config(null);
    LoggingSetup.apply(config.logging());
    for (String key : config.withoutEffect()) {
      LOG.warn("event=key_without_effect key={}", key);
    }
    if (!config.security().authenticationRequired()) {
      LOG.warn("event=authentication_off actor=anonymous tenant=default");
    }
    server.run(config);
    return CommandLine.ExitCode.OK;
  }

  /**
   * The configuration that the options name.
   *
   * @param other a file to read instead; null = none
   */
  MeshConfig config(@Nullable Path other) {
    return ConfigLoader.load(other == null ? file : other, environment, sets);
  }

  /** Clear text, never a stack trace. */
  private static int explain(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    if (failure instanceof UncheckedIOException && failure.getCause() != null) {
      message += " [" + failure.getCause().getClass().getSimpleName() + "]";
    }
    line.getErr().println("meshd: " + message);
    LOG.debug("command failed", failure);
    return CommandLine.ExitCode.SOFTWARE;
  }
}
