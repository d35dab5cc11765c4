package io.apg.mesh.cli;

import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.text.Table;
import io.apg.mesh.cli.text.Table.Head;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code meshctl context}: control planes by name. */
@Command(
    name = "context",
    description = "Keeps control planes under names, and chooses one of them.",
    footer = {
      "  meshctl context add prod --server https://mesh.example.com --token-file ~/.mesh/prod",
      "  meshctl context use prod",
      "  meshctl context list"
    })
final class ContextCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(index = "0", paramLabel = "ACTION", description = "list, view, use, add or remove.")
  private Action action = Action.list;

  @Parameters(index = "1", arity = "0..1", paramLabel = "NAME", description = "Of the context.")
  private @Nullable String name;

  @Option(names = "--server", paramLabel = "URL", description = "For add: the control plane.")
  private @Nullable String server;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "For add: the file with the token.")
  private @Nullable Path tokenFile;

  @Mixin private Printing printing = new Printing();

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
  public Integer call() {
    Contexts contexts = Contexts.load(shell);
    switch (action) {
      case list -> print(contexts, contexts.all().values().stream().toList());
      case view -> {
        Context chosen = name == null ? contexts.inUse() : contexts.named(name);
        if (chosen == null) {
          throw Failure.notFound("no context is in use", "meshctl context use NAME");
        }
        print(contexts, List.of(chosen));
      }
      case use -> contexts.using(needed("NAME", name)).save();
      case remove -> contexts.without(needed("NAME", name)).save();
      case add -> {
        String token = tokenFile == null ? "" : tokenFile.toAbsolutePath().toString();
        contexts.with(new Context(needed("NAME", name), needed("--server", server), token)).save();
      }
    }
    return 0;
  }

  private static String needed(String what, @Nullable String value) {
    if (value == null || value.isBlank()) {
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
