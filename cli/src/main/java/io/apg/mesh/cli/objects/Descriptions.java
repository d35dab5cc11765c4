package io.apg.mesh.cli.objects;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.manifest.Differences;
import io.apg.mesh.cli.text.Ages;
import io.apg.mesh.cli.text.Page;
import io.apg.mesh.cli.text.Table.Head;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Pages about one object and what lies around it. Asks the control plane for the latter. */
public final class Descriptions {
  private final ControlPlane api;
  private final Instant now;

  /** Of what is there now. */
  public Descriptions(ControlPlane api, Instant now) {
    this.api = api;
    this.now = now;
  }

  /** Writes the page of an object. */
  public void write(Kind kind, Json object, Page page) {
    switch (kind.word()) {
      case "service" -> service(object, page);
      case "endpoint" -> endpoint(object, page);
      case "route" -> route(object, page);
      case "load_balancer" -> balancer(object, page);
      case "proxy" -> new ProxyDescription(api, now).write(object, page);
      case "revision" -> revision(object, page);
      default -> object.fields().forEach((name, value) -> page.fact(name, shown(value)));
    }
  }

  private static String shown(Json value) {
    return value.isObject() && !value.get("kind").isNone()
        ? Cells.reference(value)
        : value.isObject() || value.isList() ? value.toString() : value.text();
  }

  private void service(Json service, Page page) {
    String id = service.get("service_id").text();
    page.fact("Service", id)
        .fact("Name", Cells.references(service).get(1))
        .fact("Version", service.get("service_version").text() + isDefault(service))
        .fact("Description", service.get("description").text())
        .fact("Status", service.get("status").text())
        .fact("Reason", service.get("status_reason").text())
        .fact("Protocol", service.get("protocol").text())
        .fact("Port", service.get("outbound_port").text())
        .fact("Reach", service.get("reach").text())
        .fact("Resolution", service.get("resolution").text())
        .fact("Calls", Cells.texts(service.get("dependencies")))
        .fact("Balancer", service.get("load_balancer_id").text());
    common(service, page);
    page.table(
        "Endpoints",
        List.of(
            Head.of("ADDRESS", 0),
            Head.of("HEALTH", 0),
            Head.number("WEIGHT", 1),
            Head.of("ZONE", 2),
            Head.number("AGE", 3)),
        service.get("endpoints").items().stream()
            .map(
                e ->
                    List.of(
                        Cells.address(e),
                        e.get("health").text(),
                        e.get("weight").text(),
                        e.get("zone").text(),
                        Cells.age(e, now)))
            .toList());
    List<List<String>> routes = new ArrayList<>();
    for (Json route : Kind.ROUTE.list(api, Integer.MAX_VALUE)) {
      String share = Cells.shares(route).get(id);
      if (share != null) {
        routes.add(List.of(route.get("route_id").text(), Cells.match(route), share));
      }
    }
    page.table(
        "Routes to it",
        List.of(Head.of("ROUTE", 0), Head.of("MATCH", 0), Head.number("SHARE", 0)),
        routes);
    page.table(
        "Changes",
        List.of(
            Head.number("REVISION", 0),
            Head.number("WHEN", 0),
            Head.of("BY", 0),
            Head.of("SUMMARY", 1),
            Head.of("OBJECTS", 2)),
        new History(api, now).ofService(id));
    refusals(service, page);
    findings("service", id, page);
  }

  private static String isDefault(Json service) {
    return service.get("default").isTrue() ? " (the default: it gets the calls by name)" : "";
  }

  private void endpoint(Json endpoint, Page page) {
    page.fact("Endpoint", endpoint.get("endpoint_id").text())
        .fact("Service", endpoint.get("service_id").text())
        .fact("Address", Cells.address(endpoint))
        .fact("Resolved", Cells.texts(endpoint.get("addresses")))
        .fact("Health", endpoint.get("health").text())
        .fact("Protocol", endpoint.get("protocol").text())
        .fact("Weight", endpoint.get("weight").text())
        .fact("Zone", endpoint.get("zone").text())
        .fact("Priority", endpoint.get("priority").text());
    common(endpoint, page);
    findings("endpoint", endpoint.get("endpoint_id").text(), page);
  }

  private void route(Json route, Page page) {
    String hosts = Cells.texts(route.get("hosts"));
    page.fact("Route", route.get("route_id").text())
        .fact("Name", route.get("route_name").text())
        .fact("Hosts", hosts.isEmpty() ? "* (every host of a gateway)" : hosts)
        .fact("Match", route.get("match_type").text() + " " + route.get("match_value").text())
        .fact("Methods", Cells.texts(route.get("methods")));
    route.get("headers").items().forEach(c -> page.fact("Header", Cells.condition(c)));
    route.get("query").items().forEach(c -> page.fact("Query", Cells.condition(c)));
    page.fact("Priority", route.get("priority").text())
        .fact("Enabled", route.get("enabled").isTrue() ? "yes" : "no")
        .fact("Timeout", Columns.millis(route.get("timeout_ms")))
        .fact("Retries", route.get("retry_attempts").text())
        .fact("Retry on", Cells.texts(route.get("retry_on")));
    common(route, page);
    page.table(
        "Destinations",
        List.of(Head.of("SERVICE", 0), Head.number("SHARE", 0)),
        Cells.shares(route).entrySet().stream()
            .map(share -> List.of(share.getKey(), share.getValue()))
            .toList());
    refusals(route, page);
    findings("route", route.get("route_id").text(), page);
  }

  private void balancer(Json balancer, Page page) {
    page.fact("Balancer", balancer.get("load_balancer_id").text())
        .fact("Name", balancer.get("load_balancer_name").text())
        .fact("Algorithm", balancer.get("algorithm").text())
        .fact("Services", Cells.texts(balancer.get("service_ids")))
        .fact("Affinity", Columns.affinity(balancer))
        .fact("Outliers", Columns.outliers(balancer))
        .fact("Limits", Columns.limits(balancer))
        .fact("Checks", Columns.checks(balancer))
        .fact("Enforced", balancer.get("enforced").isTrue() ? "yes" : "no")
        .fact("Note", balancer.get("enforced_reason").text());
    common(balancer, page);
    refusals(balancer, page);
    findings("load_balancer", balancer.get("load_balancer_id").text(), page);
  }

  private void revision(Json revision, Page page) {
    page.fact("Revision", revision.get("number").text())
        .fact("Made", Cells.since(revision.get("time"), now))
        .fact("Actor", revision.get("actor").text())
        .fact("Summary", revision.get("summary").text());
    for (Json change : revision.get("changes").items()) {
      Json before = change.get("before");
      Json after = change.get("after");
      String what = before.isNone() ? "created" : after.isNone() ? "deleted" : "changed";
      page.line("").line(Cells.reference(change) + " " + what);
      if (what.equals("changed")) {
        Differences.between(before, after)
            .forEach(line -> page.line("  " + page.style().difference(line)));
      }
    }
  }

  private void common(Json object, Page page) {
    page.fact("Labels", Cells.labels(object.get("labels")))
        .fact("Metadata", Cells.labels(object.get("metadata")))
        .fact("Created", Cells.since(object.get("created_at"), now))
        .fact("Changed", changed(object.get("revision").text()));
  }

  private String changed(String revision) {
    return revision.isEmpty() ? "" : origin(api, revision, now);
  }

  /** When and by whom a revision was made. */
  static String origin(ControlPlane api, String number, Instant now) {
    try {
      Json revision = api.get("/api/revisions/" + number);
      return "revision "
          + number
          + ", "
          + Ages.of(revision.get("time").text(), now)
          + " ago, by "
          + revision.get("actor").text();
    } catch (Failure gone) {
      return "revision " + number;
    }
  }

  /** The same of an object's last change, in parentheses; empty where it is gone. */
  public static String origin(ControlPlane api, Json reference, Instant now) {
    try {
      Kind kind = Kind.named(reference.get("kind").text());
      String revision = kind.find(api, reference.get("id").text()).get("revision").text();
      return " (" + origin(api, revision, now) + ")";
    } catch (Failure gone) {
      return "";
    }
  }

  private void refusals(Json object, Page page) {
    page.table(
        "Refused by proxies",
        List.of(
            Head.of("PROXY", 0),
            Head.of("TYPE", 2),
            Head.of("RESOURCE", 3),
            Head.number("REVISION", 1),
            Head.number("SINCE", 1),
            Head.of("BECAUSE", 0)),
        object.path("delivery.rejections").items().stream()
            .map(
                one ->
                    List.of(
                        one.get("proxy").text(),
                        one.get("type").text(),
                        one.get("resource").text(),
                        one.get("revision").text(),
                        Ages.of(one.get("since").text(), now),
                        one.get("message").text().lines().findFirst().orElse("")))
            .toList());
  }

  private void findings(String kind, String id, Page page) {
    page.table(
        "Findings",
        List.of(
            Head.of("CODE", 0), Head.of("SEVERITY", 1), Head.of("MESSAGE", 0), Head.of("FIX", 2)),
        Kind.FINDING.list(api, Integer.MAX_VALUE).stream()
            .filter(f -> Cells.reference(f.get("object")).equals(kind + "/" + id))
            .map(
                f ->
                    List.of(
                        f.get("code").text(),
                        f.get("severity").text(),
                        f.get("message").text(),
                        f.get("hint").text()))
            .toList());
  }
}
