package io.apg.mesh.cli;

import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** {@code meshctl token}: makes tokens for others. */
final class TokenCommand implements Command {
  private final Shell shell;

  @SuppressWarnings("UnusedVariable") // it is read by who parses it
  private final Argument<Action> action =
      Argument.parameter(Action.class, "0", "ACTION", "create.");

  private final Argument<String> subject =
      Argument.text("--subject", "NAME", "Who is to bear it.").required();

  private final Argument<List<String>> roles =
      Argument.options("--role", "ROLE", "viewer, operator or admin.").split().required();

  private final Argument<Duration> life =
      Argument.option(
              Duration.class,
              "--ttl",
              "TIME",
              "How long it is good: 45s, 30m, 12h, 30d (default: ${DEFAULT-VALUE}).")
          .read(new Span())
          .usually("30d");

  private final Argument<Path> save =
      Argument.option(
          Path.class,
          "--save",
          "FILE",
          "Writes it there, for the owner's eyes only, not to stdout.");

  private final Printing printing = new Printing();
  private final Connection connection = new Connection();

  /** What to do. */
  enum Action {
    create
  }

  TokenCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Syntax syntax() {
    return new Syntax(
            "Makes a token; only an admin may. The first one comes from: meshd token create.",
            List.of(
                "meshctl token create --subject ci --role operator --save ci.token",
                "meshctl token create --subject dashboard --role viewer --ttl 12h",
                "meshctl token create --subject ci --role operator -o json"))
        .takes(action, subject, roles, life, save)
        .takes(printing.arguments())
        .takes(connection.arguments());
  }

  @Override
  public Integer call() {
    Json answer =
        connection
            .open(shell)
            .post(
                "/api/tokens",
                Json.object(
                    "subject",
                    subject.value(),
                    "roles",
                    roles.value(),
                    "ttl_seconds",
                    life.value().toSeconds()));
    String token = answer.get("token").text();
    Path file = save.orNull();
    if (file != null) {
      write(file, token);
      shell.err().println("good until " + answer.get("expires_at").text());
    } else if (printing.format().isText()) {
      shell.out().println(token);
    } else {
      printing.print(shell, answer, List.of(answer));
    }
    return 0;
  }

  private static void write(Path file, String token) {
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try {
      Files.deleteIfExists(file);
      try (OutputStream out =
          java.nio.channels.Channels.newOutputStream(
              Files.newByteChannel(
                  file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), owner))) {
        out.write((token + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw Failure.usage(file + ": cannot be written", "");
    }
  }
}
