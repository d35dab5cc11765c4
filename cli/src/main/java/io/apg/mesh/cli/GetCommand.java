package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.objects.Kind;
import io.apg.mesh.cli.objects.Kinds;
import io.apg.mesh.cli.text.Style;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code meshctl get}: objects as a table, or as what a manifest says. */
@Command(
    name = "get",
    description = "Shows objects of the mesh.",
    footer = {
      "  meshctl get services",
      "  meshctl get route orders-canary -o yaml",
      "  meshctl get proxies -w"
    })
final class GetCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(
      index = "0",
      paramLabel = "RESOURCE",
      description = Kinds.WORDS + ", or a plural of it.")
  private String resource = "";

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "NAME",
      description = "Only these, by id or name.")
  private List<String> names = List.of();

  @Option(
      names = {"-w", "--watch"},
      description = "Goes on, and shows what changes.")
  private boolean watch;

  @Mixin private Selection selection = new Selection();
  @Mixin private Printing printing = new Printing();
  @Mixin private Connection connection = new Connection();

  GetCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws InterruptedException {
    Kind kind = Kind.named(resource);
    ControlPlane api = connection.open(shell);
    if (watch) {
      if (!printing.format().isText() && !printing.format().is(Format.Kind.JSON)) {
        throw Failure.usage("--watch: shows tables, or one JSON object a line with -o json", "");
      }
      return new Watch(shell, kind, printing, selection).run(() -> objects(kind, api));
    }
    print(kind, objects(kind, api));
    return 0;
  }

  private List<Json> objects(Kind kind, ControlPlane api) {
    return names.isEmpty()
        ? selection.list(kind, api)
        : selection.of(names.stream().map(name -> kind.find(api, name)).toList());
  }

  private void print(Kind kind, List<Json> objects) {
    Format format = printing.format();
    if (format.isText()) {
      table(kind, objects);
      return;
    }
    if (format.is(Format.Kind.NAME)) {
      Text.print(shell, objects.stream().map(kind::reference).toList());
      return;
    }
    List<Json> whole = objects.stream().map(kind::withKind).toList();
    boolean one = names.size() == 1 && whole.size() == 1;
    Json document =
        one ? whole.get(0) : Json.object(kind.plural(), whole, "total", (long) whole.size());
    printing.print(shell, document, whole);
  }

  private void table(Kind kind, List<Json> objects) {
    if (objects.isEmpty()) {
      shell.err().println("no " + kind.plural().replace('_', ' '));
      return;
    }
    boolean wide = printing.format().is(Format.Kind.WIDE);
    Style style = printing.style(shell);
    Text.print(
        shell,
        kind.table(objects, wide, selection.columns(), shell.clock().instant())
            .lines(shell.screen().width(), printing.headers(), style));
    if (kind.equals(Kinds.PROXY)) {
      attention(objects);
    }
  }

  /** Says what to do next where a proxy is not as it should be. */
  private void attention(List<Json> proxies) {
    List<Json> bad =
        proxies.stream().filter(p -> !p.get("status").text().equals("synced")).toList();
    if (!bad.isEmpty()) {
      Json worst =
          bad.stream()
              .filter(p -> p.get("status").text().equals("error"))
              .findFirst()
              .orElse(bad.get(0));
      String verb = bad.size() == 1 ? " needs" : " need";
      shell
          .err()
          .println(
              bad.size()
                  + " of "
                  + Text.plural(proxies.size(), "proxy", "proxies")
                  + verb
                  + " attention. Next: meshctl describe proxy "
                  + worst.get("node_id").text());
    }
  }
}
