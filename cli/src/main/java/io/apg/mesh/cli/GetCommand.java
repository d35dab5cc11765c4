package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.objects.Kind;
import io.apg.mesh.cli.text.Style;
import java.util.List;

/** {@code meshctl get}: objects as a table, or as what a manifest says. */
final class GetCommand implements Command {
  private final Shell shell;

  private final Argument<String> resource =
      Argument.parameter(String.class, "0", "RESOURCE", Kind.WORDS + ", or a plural of it.")
          .orElse("");

  private final Argument<List<String>> names =
      Argument.parameters(0, "NAME", "Only these, by id or name.");

  private final Argument<Boolean> watch =
      Argument.flag("-w,--watch", "Goes on, and shows what changes.");

  private final Selection selection = new Selection();
  private final Printing printing = new Printing();
  private final Connection connection = new Connection();

  GetCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Syntax syntax() {
    return new Syntax(
            "Shows objects of the mesh.",
            List.of(
                "meshctl get services",
                "meshctl get route orders-canary -o yaml",
                "meshctl get proxies -w"))
        .takes(resource, names, watch)
        .takes(selection.arguments())
        .takes(printing.arguments())
        .takes(connection.arguments());
  }

  @Override
  public Integer call() throws InterruptedException {
    Kind kind = Kind.named(resource.value());
    ControlPlane api = connection.open(shell);
    if (watch.value()) {
      if (!printing.format().isText() && !printing.format().is(Format.Kind.JSON)) {
        throw Failure.usage("--watch: shows tables, or one JSON object a line with -o json", "");
      }
      return new Watch(shell, kind, printing, selection).run(() -> objects(kind, api));
    }
    print(kind, objects(kind, api));
    return 0;
  }

  private List<Json> objects(Kind kind, ControlPlane api) {
    return names.value().isEmpty()
        ? selection.list(kind, api)
        : selection.of(names.value().stream().map(name -> kind.find(api, name)).toList());
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
    boolean one = names.value().size() == 1 && whole.size() == 1;
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
    if (kind == Kind.PROXY) {
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
