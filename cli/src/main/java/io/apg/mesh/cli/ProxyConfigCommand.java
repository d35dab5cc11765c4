package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.ExitCode;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.manifest.Differences;
import io.apg.mesh.cli.objects.Cells;
import io.apg.mesh.cli.text.Style;
import io.apg.mesh.cli.text.Table;
import io.apg.mesh.cli.text.Table.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code meshctl proxy-config}: what a proxy is served, and whether its Envoy has it. */
@Command(
    name = "proxy-config",
    description =
        "Shows the resources a proxy is to be served now, and how what its Envoy has differs.",
    footer = {
      "  meshctl proxy-config svc_orders~2",
      "  meshctl proxy-config svc_orders~2 --type rds -o yaml",
      "  meshctl proxy-config svc_orders~2 --admin http://127.0.0.1:9901"
    })
final class ProxyConfigCommand implements Callable<Integer> {
  private final Shell shell;

  @Parameters(index = "0", paramLabel = "NODE", description = "The proxy's node id.")
  private String node = "";

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      defaultValue = "",
      description = "cds, eds, lds, srds or rds; all of them where it is absent.")
  private String type = "";

  @Option(
      names = "--admin",
      paramLabel = "URL",
      defaultValue = "",
      description = "The admin port of its Envoy, to compare with; 1 where something differs.")
  private String admin = "";

  @Mixin private Printing printing = new Printing();
  @Mixin private Connection connection = new Connection();

  ProxyConfigCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (!type.isEmpty() && !Cells.TYPES.contains(type)) {
      throw Failure.usage("--type: " + type + " (expected: cds, eds, lds, srds or rds)", "");
    }
    ControlPlane api = connection.open(shell);
    String query = type.isEmpty() ? "" : "?type=" + type;
    Json served = api.get("/api/proxies/" + ControlPlane.encode(node) + "/config" + query);
    return admin.isEmpty() ? show(served) : compare(served);
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

  private int compare(Json served) {
    EnvoyDump envoy = EnvoyDump.fetch(admin, connection.timeout());
    List<Json> differences = new ArrayList<>();
    for (Json part : served.get("types").items()) {
      String word = part.get("type").text();
      Map<String, Json> here = EnvoyDump.comparable(word, part.get("resources").items());
      Map<String, Json> there = envoy.resources(word);
      Set<String> names = new TreeSet<>(here.keySet());
      names.addAll(there.keySet());
      for (String name : names) {
        Json one = here.getOrDefault(name, Json.NONE);
        Json other = there.getOrDefault(name, Json.NONE);
        if (!one.equals(other)) {
          differences.add(Json.object("type", word, "name", name, "served", one, "envoy", other));
        }
      }
    }
    Json answer = Json.object("node_id", node, "differences", differences);
    if (printing.format().isText()) {
      print(differences, printing.style(shell));
    } else {
      printing.print(shell, answer, List.of(answer));
    }
    return differences.isEmpty() ? 0 : ExitCode.REFUSED.code();
  }

  private void print(List<Json> differences, Style style) {
    if (differences.isEmpty()) {
      shell.out().println("Envoy has what it is served");
      return;
    }
    for (Json one : differences) {
      String name = one.get("type").text() + "/" + one.get("name").text();
      shell.out().println("--- served  " + (one.get("served").isNone() ? "nothing" : name));
      shell.out().println("+++ envoy   " + (one.get("envoy").isNone() ? "nothing" : name));
      if (!one.get("served").isNone() && !one.get("envoy").isNone()) {
        Differences.between(one.get("served"), one.get("envoy"))
            .forEach(line -> shell.out().println(style.difference(line)));
      }
    }
  }
}
