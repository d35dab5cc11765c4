package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Failure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options that say which control plane to ask, and as whom: what stands on the command line
 * comes before the environment, and that before the context in use.
 */
final class Connection {
  static final String DEFAULT_SERVER = "http://127.0.0.1:8000";

  private final Argument<String> server = Argument.text("--server", "URL", "The control plane.");

  private final Argument<String> context =
      Argument.text("--context", "NAME", "A context other than the one in use.");

  private final Argument<String> tokenFile =
      Argument.text("--token-file", "FILE", "The file that holds the token.");

  private final Argument<Duration> timeout =
      Argument.option(
              Duration.class,
              "--timeout",
              "TIME",
              "How long to wait for an answer, or with --wait for the proxies: 500ms, 30s, 2m (default: ${DEFAULT-VALUE}).")
          .read(new Span())
          .usually("10s");

  private final Argument<boolean[]> verbose =
      Argument.counted("-v,--verbose", "Shows requests on stderr; -vv bodies, too.");

  /** What they are on a command line. */
  List<Argument<?>> arguments() {
    return List.of(server, context, tokenFile, timeout, verbose);
  }

  /** A client of the control plane that is meant. */
  ControlPlane open(Shell shell) {
    return open(shell, timeout.value());
  }

  /** The same, with an own bound. */
  ControlPlane open(Shell shell, Duration bound) {
    Context chosen = context(shell);
    String url = server(shell, chosen);
    return new ControlPlane(url, token(shell, chosen, url), bound, line -> trace(shell, line));
  }

  Duration timeout() {
    return timeout.value();
  }

  private void trace(Shell shell, String line) {
    if (verbose.value().length > 0) {
      shell.err().println(verbose.value().length > 1 ? line : line.lines().findFirst().orElse(""));
    }
  }

  private @Nullable Context context(Shell shell) {
    String named = !context.value().isEmpty() ? context.value() : shell.variable("MESHCTL_CONTEXT");
    if (!named.isEmpty()) {
      return Contexts.load(shell).named(named);
    }
    boolean said = !server.value().isEmpty() || !shell.variable("MESHCTL_SERVER").isEmpty();
    return said ? null : Contexts.load(shell).inUse();
  }

  private String server(Shell shell, @Nullable Context chosen) {
    if (!server.value().isEmpty()) {
      return server.value();
    }
    String variable = shell.variable("MESHCTL_SERVER");
    // A context that was asked for by name is nearer than the environment.
    if (chosen != null && (!context.value().isEmpty() || variable.isEmpty())) {
      return chosen.server();
    }
    return variable.isEmpty() ? DEFAULT_SERVER : variable;
  }

  /**
   * A context's token goes to that context's server only, and the one that is found without having
   * been named to this machine only.
   */
  private String token(Shell shell, @Nullable Context chosen, String url) {
    String file =
        !tokenFile.value().isEmpty() ? tokenFile.value() : shell.variable("MESHCTL_TOKEN_FILE");
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
