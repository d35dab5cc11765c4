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
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code meshctl token}: makes tokens for others. */
@Command(
    name = "token",
    description = "Makes a token; only an admin may. The first one comes from: meshd token create.",
    footer = {
      "  meshctl token create --subject ci --role operator --save ci.token",
      "  meshctl token create --subject dashboard --role viewer --ttl 12h",
      "  meshctl token create --subject ci --role operator -o json"
    })
final class TokenCommand implements Callable<Integer> {
  private final Shell shell;

  @SuppressWarnings("UnusedVariable") // it is read by who parses it
  @Parameters(index = "0", paramLabel = "ACTION", description = "create.")
  private Action action = Action.create;

  @Option(
      names = "--subject",
      required = true,
      paramLabel = "NAME",
      description = "Who is to bear it.")
  private String subject = "";

  @Option(
      names = "--role",
      required = true,
      split = ",",
      paramLabel = "ROLE",
      description = "viewer, operator or admin.")
  private List<String> roles = List.of();

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      defaultValue = "30d",
      converter = Span.class,
      description = "How long it is good: 45s, 30m, 12h, 30d (default: ${DEFAULT-VALUE}).")
  private Duration life = Duration.ofDays(30);

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description = "Writes it there, for the owner's eyes only, not to stdout.")
  private @Nullable Path save;

  @Mixin private Printing printing = new Printing();
  @Mixin private Connection connection = new Connection();

  /** What to do. */
  enum Action {
    create
  }

  TokenCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Json answer =
        connection
            .open(shell)
            .post(
                "/api/tokens",
                Json.object("subject", subject, "roles", roles, "ttl_seconds", life.toSeconds()));
    String token = answer.get("token").text();
    if (save != null) {
      write(save, token);
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
