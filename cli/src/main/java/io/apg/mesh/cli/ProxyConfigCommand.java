package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.objects.Cells;
import io.apg.mesh.cli.text.Table;
import io.apg.mesh.cli.text.Table.Head;
import java.util.ArrayList;
import java.util.List;

/** {@code meshctl proxy-config}: what a proxy is served, and whether its Envoy has it. */
final class ProxyConfigCommand implements Command {
  private final Shell shell;

  private final Argument<String> node =
      Argument.parameter(String.class, "0", "NODE", "The proxy's node id.").orElse("");

  private final Argument<String> type =
      Argument.text(
          "--type", "TYPE", "cds, eds, lds, srds or rds; all of them where it is absent.");

  private final Argument<String> admin =
      Argument.text(
          "--admin",
          "URL",
          "The admin port of its Envoy, to compare with; 1 where something differs.");

  private final Printing printing = new Printing();
  private final Connection connection = new Connection();

  ProxyConfigCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Syntax syntax() {
    return new Syntax(
            "Shows the resources a proxy is to be served now, and how what its Envoy has differs.",
            List.of(
                "meshctl proxy-config svc_orders~2",
                "meshctl proxy-config svc_orders~2 --type rds -o yaml",
                "meshctl proxy-config svc_orders~2 --admin http://127.0.0.1:9901"))
        .takes(node, type, admin)
        .takes(printing.arguments())
        .takes(connection.arguments());
  }

  @Override
  public Integer call() {
    if (!type.value().isEmpty() && !Cells.TYPES.contains(type.value())) {
      throw Failure.usage(
          "--type: " + type.value() + " (expected: cds, eds, lds, srds or rds)", "");
    }
    Json served = served(connection.open(shell), node.value(), type.value());
    return admin.value().isEmpty()
        ? show(served)
        : new ProxyDifferences(shell, printing)
            .print(served, EnvoyDump.fetch(admin.value(), connection.timeout()), false);
  }

  /** What a proxy is to be served, of one type or of all. */
  static Json served(ControlPlane api, String node, String type) {
    String query = type.isEmpty() ? "" : "?type=" + type;
    return api.get("/api/proxies/" + ControlPlane.encode(node) + "/config" + query)
        .with("node_id", node);
  }

  private int show(Json served) {
    if (!printing.format().isText()) {
      printing.print(shell, served, List.of(served));
      return 0;
    }
    List<List<String>> rows = new ArrayList<>();
    for (Json part : served.get("types").items()) {
      for (Json resource : part.get("resources").items()) {
        rows.add(
            List.of(
                Cells.upperWord(part.get("type").text()),
                resource.get("name").text(),
                resource.get("version").text(),
                String.join(
                    ", ",
                    resource.get("objects").items().stream().map(Cells::reference).toList())));
      }
    }
    Text.print(
        shell,
        new Table(
                List.of(
                    Head.of("TYPE", 0),
                    Head.of("NAME", 0),
                    Head.of("VERSION", 2),
                    Head.of("FROM", 1)),
                rows)
            .lines(shell.screen().width(), printing.headers(), printing.style(shell)));
    return 0;
  }
}
