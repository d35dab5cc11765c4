package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Failure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options that say which control plane to ask, and as whom: what stands on the command line
 * comes before the environment, and that before the context in use.
 */
final class Connection {
  static final String DEFAULT_SERVER = "http://127.0.0.1:8000";

  @Option(names = "--server", paramLabel = "URL", description = "The control plane.")
  private @Nullable String server;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "A context other than the one in use.")
  private @Nullable String context;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "The file that holds the token.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "10s",
      converter = Span.class,
      description =
          "How long to wait for an answer, or with --wait for the proxies: 500ms, 30s, 2m (default: ${DEFAULT-VALUE}).")
  private Duration timeout = Duration.ofSeconds(10);

  @Option(
      names = {"-v", "--verbose"},
      description = "Shows requests on stderr; -vv bodies, too.")
  private boolean[] verbose = {};

  /** A client of the control plane that is meant. */
  ControlPlane open(Shell shell) {
    return open(shell, timeout);
  }

  /** The same, with an own bound. */
  ControlPlane open(Shell shell, Duration bound) {
    Context chosen = context(shell);
    String url = server(shell, chosen);
    return new ControlPlane(url, token(shell, chosen, url), bound, line -> trace(shell, line));
  }

  Duration timeout() {
    return timeout;
  }

  private void trace(Shell shell, String line) {
    if (verbose.length > 0) {
      shell.err().println(verbose.length > 1 ? line : line.lines().findFirst().orElse(""));
    }
  }

  private @Nullable Context context(Shell shell) {
    String named = context != null ? context : shell.variable("MESHCTL_CONTEXT");
    if (!named.isEmpty()) {
      return Contexts.load(shell).named(named);
    }
    boolean said = server != null || !shell.variable("MESHCTL_SERVER").isEmpty();
    return said ? null : Contexts.load(shell).inUse();
  }

  private String server(Shell shell, @Nullable Context chosen) {
    if (server != null) {
      return server;
    }
    String variable = shell.variable("MESHCTL_SERVER");
    // A context that was asked for by name is nearer than the environment.
    if (chosen != null && (context != null || variable.isEmpty())) {
      return chosen.server();
    }
    return variable.isEmpty() ? DEFAULT_SERVER : variable;
  }

  /**
   * A context's token goes to that context's server only, and the one that is found without having
   * been named to this machine only.
   */
  private String token(Shell shell, @Nullable Context chosen, String url) {
    String file = tokenFile != null ? tokenFile.toString() : shell.variable("MESHCTL_TOKEN_FILE");
    if (!file.isEmpty()) {
      return read(Path.of(file));
    }
    if (!shell.variable("MESHCTL_TOKEN").isEmpty()) {
      return shell.variable("MESHCTL_TOKEN").strip();
    }
    if (chosen != null && chosen.server().equals(url)) {
      return chosen.tokenFile().isEmpty() ? "" : read(Path.of(chosen.tokenFile()));
    }
    Path found = shell.folder().resolve("token");
    return isLoopback(url) && Files.exists(found) ? read(found) : "";
  }

  private static boolean isLoopback(String url) {
    try {
      String host = String.valueOf(URI.create(url).getHost());
      return host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.");
    } catch (IllegalArgumentException notAnUrl) {
      return false;
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw Failure.usage("token file: " + file + " cannot be read", "");
    }
  }
}
