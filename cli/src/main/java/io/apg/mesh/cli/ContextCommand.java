package io.apg.mesh.cli;

import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.text.Table;
import io.apg.mesh.cli.text.Table.Head;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code meshctl context}: control planes by name. */
final class ContextCommand implements Command {
  private final Shell shell;

  private final Argument<Action> action =
      Argument.parameter(Action.class, "0", "ACTION", "list, view, use, add or remove.");

  private final Argument<String> name =
      Argument.parameter(String.class, "1", "NAME", "Of the context.").optional().orElse("");

  private final Argument<String> server =
      Argument.text("--server", "URL", "For add: the control plane.");

  private final Argument<Path> tokenFile =
      Argument.option(Path.class, "--token-file", "FILE", "For add: the file with the token.");

  private final Printing printing = new Printing();

  /** What to do. */
  enum Action {
    list,
    view,
    use,
    add,
    remove
  }

  ContextCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Syntax syntax() {
    return new Syntax(
            "Keeps control planes under names, and chooses one of them.",
            List.of(
                "meshctl context add prod --server https://mesh.example.com --token-file prod.token",
                "meshctl context use prod",
                "meshctl context list"))
        .takes(action, name, server, tokenFile)
        .takes(printing.arguments());
  }

  @Override
  public Integer call() {
    Contexts contexts = Contexts.load(shell);
    switch (action.value()) {
      case list -> print(contexts, contexts.all().values().stream().toList());
      case view -> {
        Context chosen = name.value().isEmpty() ? contexts.inUse() : contexts.named(name.value());
        if (chosen == null) {
          throw Failure.notFound("no context is in use", "meshctl context use NAME");
        }
        print(contexts, List.of(chosen));
      }
      case use -> contexts.using(needed("NAME", name.value())).save();
      case remove -> contexts.without(needed("NAME", name.value())).save();
      case add -> {
        Path file = tokenFile.orNull();
        String token = file == null ? "" : file.toAbsolutePath().toString();
        contexts
            .with(
                new Context(
                    needed("NAME", name.value()), needed("--server", server.value()), token))
            .save();
      }
    }
    return 0;
  }

  private static String needed(String what, String value) {
    if (value.isBlank()) {
      throw Failure.usage(what + ": not given", "");
    }
    return value;
  }

  private void print(Contexts contexts, List<Context> shown) {
    List<Context> sorted =
        shown.stream().sorted(java.util.Comparator.comparing(Context::name)).toList();
    List<Json> objects = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (Context one : sorted) {
      boolean current = one.name().equals(contexts.current());
      objects.add(
          Json.object(
              "name", one.name(),
              "server", one.server(),
              "token_file", one.tokenFile(),
              "current", current));
      rows.add(List.of(one.name(), current ? "yes" : "no", one.server(), one.tokenFile()));
    }
    if (!printing.format().isText()) {
      printing.print(shell, Json.object("contexts", objects), objects);
    } else if (rows.isEmpty()) {
      shell.err().println("no contexts; " + Connection.DEFAULT_SERVER + " is used");
    } else {
      Text.print(
          shell,
          new Table(
                  List.of(
                      Head.of("NAME", 0),
                      Head.of("IN USE", 0),
                      Head.of("SERVER", 0),
                      Head.of("TOKEN FILE", 1)),
                  rows)
              .lines(shell.screen().width(), printing.headers(), printing.style(shell)));
    }
  }
}
