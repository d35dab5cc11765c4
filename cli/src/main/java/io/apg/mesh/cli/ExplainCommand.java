package io.apg.mesh.cli;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.objects.Cells;
import io.apg.mesh.cli.objects.Descriptions;
import io.apg.mesh.cli.text.Page;
import io.apg.mesh.cli.text.Table.Head;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code meshctl explain}: where a request would go, and which object decides that. */
final class ExplainCommand implements Command {
  private final Shell shell;

  private final Argument<String> from =
      Argument.text(
              "--from",
              "SERVICE",
              "The service that calls, by id or name[.namespace][@version], or: gateway.")
          .required();

  private final Argument<String> to =
      Argument.text(
              "--to",
              "HOST",
              "The host that is called, as a service's name; an id means that service's name.")
          .required();

  private final Argument<String> method =
      Argument.text("--method", "METHOD", "GET where it is absent.").orElse("GET");

  private final Argument<String> path =
      Argument.text("--path", "PATH", "With its query; / where it is absent.").orElse("/");

  private final Argument<List<String>> headers =
      Argument.options("-H,--header", "NAME: VALUE", "A header of the request; may be repeated.");

  private final Printing printing = new Printing();
  private final Connection connection = new Connection();

  ExplainCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Syntax syntax() {
    return new Syntax(
            "Says where a request would go, and which object decides each step.",
            List.of(
                "meshctl explain --from orders --to payments --path /pay",
                "meshctl explain --from gateway --to shop.example.com --header 'x-beta: 1'",
                "meshctl explain --from orders --to ledger"))
        .takes(from, to, method, path, headers)
        .takes(printing.arguments())
        .takes(connection.arguments());
  }

  @Override
  public Integer call() {
    ControlPlane api = connection.open(shell);
    Json answer =
        api.post(
            "/api/explain",
            Json.object(
                "from",
                from.value(),
                "to",
                to.value(),
                "method",
                method.value(),
                "path",
                path.value(),
                "headers",
                headers()));
    if (!printing.format().isText()) {
      printing.print(shell, answer, List.of(answer));
      return 0;
    }
    Page page = new Page(shell.screen().width(), printing.style(shell));
    write(api, answer, page);
    Text.print(shell, page.lines());
    return 0;
  }

  private Map<String, String> headers() {
    Map<String, String> map = new LinkedHashMap<>();
    for (String header : headers.value()) {
      int colon = header.indexOf(':', 1);
      if (colon < 1) {
        throw Failure.usage("--header: " + header + " (expected: NAME: VALUE)", "");
      }
      map.put(
          header.substring(0, colon).strip().toLowerCase(Locale.ROOT),
          header.substring(colon + 1).strip());
    }
    return map;
  }

  private void write(ControlPlane api, Json answer, Page page) {
    page.fact("From", answer.get("from").text())
        .fact(
            "Request",
            answer.get("port").isNone() || answer.get("port").number() == 0
                ? answer.get("method").text()
                    + " "
                    + answer.get("host").text()
                    + answer.get("path").text()
                : "a connection to port " + answer.get("port").text())
        .fact("Host", by(answer.get("virtual_host").text(), answer.get("domain").text(), ""))
        .fact(
            "Route", by(answer.get("route").text(), answer.get("match").text(), owner(api, answer)))
        .fact("Answer", response(answer.get("response")));
    List<List<String>> rows = new ArrayList<>();
    for (Json destination : answer.get("destinations").items()) {
      List<Json> endpoints = destination.get("endpoints").items();
      String cluster = destination.get("cluster").text();
      String share = Cells.percent(destination.get("percent"));
      if (endpoints.isEmpty()) {
        rows.add(List.of(cluster, share, "none: 503", ""));
      }
      for (Json endpoint : endpoints) {
        rows.add(
            List.of(cluster, share, endpoint.get("address").text(), endpoint.get("health").text()));
      }
    }
    page.table(
        "Goes to",
        List.of(
            Head.of("CLUSTER", 0),
            Head.number("SHARE", 0),
            Head.of("ENDPOINT", 0),
            Head.of("HEALTH", 1)),
        rows);
    page.table(
        "Routes that come before, and why not",
        List.of(Head.of("ROUTE", 0), Head.of("OBJECT", 1), Head.of("BECAUSE", 0)),
        answer.get("passed_over").items().stream()
            .map(
                route ->
                    List.of(
                        route.get("route").text(),
                        Cells.reference(route.get("object")),
                        route.get("reason").text()))
            .toList());
  }

  private String owner(ControlPlane api, Json answer) {
    Json object = answer.get("object");
    return object.isObject()
        ? "by "
            + Cells.reference(object)
            + Descriptions.origin(api, object, shell.clock().instant())
        : "";
  }

  private static String by(String what, String how, String who) {
    List<String> parts = new ArrayList<>(List.of(what));
    if (!how.isEmpty()) {
      parts.add("(" + how + ")");
    }
    parts.add(who);
    return what.isEmpty() ? "" : String.join(" ", parts).strip();
  }

  private static String response(Json response) {
    if (!response.isObject()) {
      return "";
    }
    long status = response.get("status").number();
    String body = response.get("body").text();
    return status == 0 ? "none: " + body : status + ", by the proxy itself: " + body;
  }
}
