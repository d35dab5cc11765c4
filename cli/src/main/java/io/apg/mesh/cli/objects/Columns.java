package io.apg.mesh.cli.objects;

import static io.apg.mesh.cli.objects.Column.field;
import static io.apg.mesh.cli.objects.Column.number;
import static io.apg.mesh.cli.objects.Column.text;

import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.text.Ages;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What tables have of each kind. Made when a table is: the cells of all kinds take longer to link
 * than one table to print. Stateless.
 */
final class Columns {
  private Columns() {}

  /** Those of a kind. */
  static List<Column> of(Kind kind) {
    return switch (kind) {
      case SERVICE -> services();
      case ENDPOINT -> endpoints();
      case ROUTE -> routes();
      case LOAD_BALANCER -> balancers();
      case PROXY -> proxies();
      case REVISION -> revisions();
      case EVENT -> events();
      case FINDING -> findings();
    };
  }

  private static List<Column> services() {
    return List.of(
        field("NAME", 0, "service_name"),
        field("NAMESPACE", 4, "namespace"),
        field("VERSION", 1, "service_version"),
        field("PROTOCOL", 3, "protocol"),
        field("STATUS", 2, "status"),
        number("ENDPOINTS", 1, (s, now) -> size(s.get("endpoints"))),
        number("HEALTHY", 1, (s, now) -> Cells.healthy(s)),
        number("AGE", 5, Cells::age),
        field("ID", 0, "service_id").onlyWide(),
        text("DEFAULT", 0, (s, now) -> yes(s.get("default"))).onlyWide(),
        field("REACH", 0, "reach").onlyWide(),
        field("LOAD BALANCER", 0, "load_balancer_id").onlyWide(),
        number("PORT", 0, (s, now) -> s.get("outbound_port").text()).onlyWide(),
        number("REVISION", 0, (s, now) -> s.get("revision").text()).onlyWide());
  }

  private static List<Column> endpoints() {
    return List.of(
        field("SERVICE", 0, "service_id"),
        text("ADDRESS", 0, (e, now) -> Cells.address(e)),
        field("HEALTH", 1, "health"),
        number("WEIGHT", 2, (e, now) -> e.get("weight").text()),
        field("ZONE", 3, "zone"),
        number("PRIORITY", 4, (e, now) -> e.get("priority").text()),
        number("AGE", 5, Cells::age),
        field("ID", 0, "endpoint_id").onlyWide(),
        text("ADDRESSES", 0, (e, now) -> Cells.texts(e.get("addresses"))).onlyWide(),
        number("REVISION", 0, (e, now) -> e.get("revision").text()).onlyWide());
  }

  private static List<Column> routes() {
    return List.of(
        field("NAME", 0, "route_name"),
        text("HOSTS", 1, (r, now) -> hosts(r)),
        text("MATCH", 0, (r, now) -> Cells.match(r)),
        text("DESTINATIONS", 2, (r, now) -> Cells.split(r)),
        number("PRIORITY", 3, (r, now) -> r.get("priority").text()),
        text("ENABLED", 4, (r, now) -> yes(r.get("enabled"))),
        number("AGE", 5, Cells::age),
        field("ID", 0, "route_id").onlyWide(),
        number("TIMEOUT", 0, (r, now) -> millis(r.get("timeout_ms"))).onlyWide(),
        number("RETRIES", 0, (r, now) -> r.get("retry_attempts").text()).onlyWide(),
        number("REVISION", 0, (r, now) -> r.get("revision").text()).onlyWide());
  }

  private static List<Column> balancers() {
    return List.of(
        field("NAME", 0, "load_balancer_name"),
        field("ALGORITHM", 0, "algorithm"),
        text("SERVICES", 1, (b, now) -> Cells.texts(b.get("service_ids"))),
        text("AFFINITY", 3, (b, now) -> affinity(b)),
        text("OUTLIERS", 4, (b, now) -> outliers(b)),
        text("ENFORCED", 2, (b, now) -> yes(b.get("enforced"))),
        number("AGE", 5, Cells::age),
        field("ID", 0, "load_balancer_id").onlyWide(),
        text("LIMITS", 0, (b, now) -> limits(b)).onlyWide(),
        number("REVISION", 0, (b, now) -> b.get("revision").text()).onlyWide());
  }

  private static List<Column> proxies() {
    return List.of(
        field("NODE", 0, "node_id"),
        field("SERVICE", 3, "service"),
        text("STATUS", 0, (p, now) -> Cells.upper(p.get("status"))),
        type("CDS", "cds"),
        type("EDS", "eds"),
        type("LDS", "lds"),
        type("RDS", "rds"),
        number("REVISION", 1, (p, now) -> p.get("acked_revision").text()),
        number("LAST ACK", 4, Cells::lastAck),
        field("ROLE", 0, "role").onlyWide(),
        field("ENVOY", 0, "version").onlyWide(),
        field("ADDRESS", 0, "address").onlyWide(),
        field("PROTOCOL", 0, "protocol").onlyWide(),
        number("CONNECTED", 0, (p, now) -> Ages.of(p.get("connected_since").text(), now))
            .onlyWide());
  }

  private static List<Column> revisions() {
    return List.of(
        number("REVISION", 0, (r, now) -> r.get("number").text()),
        number("AGE", 1, (r, now) -> Ages.of(r.get("time").text(), now)),
        field("ACTOR", 1, "actor"),
        field("SUMMARY", 0, "summary"),
        text("OBJECTS", 2, (r, now) -> objects(r)));
  }

  private static List<Column> events() {
    return List.of(
        number("AGE", 0, (e, now) -> Ages.of(e.get("last_time").text(), now)),
        field("TYPE", 0, "type"),
        text("OBJECTS", 1, (e, now) -> Cells.references(e.get("objects").items())),
        field("PROXY", 2, "proxy"),
        number("REVISION", 3, (e, now) -> revision(e)),
        field("MESSAGE", 0, "message"),
        number("COUNT", 0, (e, now) -> e.get("count").text()).onlyWide(),
        field("ID", 0, "id").onlyWide());
  }

  private static List<Column> findings() {
    return List.of(
        field("CODE", 0, "code"),
        field("SEVERITY", 1, "severity"),
        text("OBJECT", 0, (f, now) -> Cells.reference(f.get("object"))),
        field("MESSAGE", 0, "message"),
        field("HINT", 2, "hint"));
  }

  private static Column type(String title, String type) {
    return text(title, 2, (p, now) -> Cells.upper(p.path("types." + type + ".status")));
  }

  private static String size(Json list) {
    return String.valueOf(list.items().size());
  }

  private static String yes(Json truth) {
    return truth.isTrue() ? "yes" : "no";
  }

  private static String hosts(Json route) {
    String hosts = Cells.texts(route.get("hosts"));
    return hosts.isEmpty() ? "*" : hosts;
  }

  static String millis(Json value) {
    return value.isNone() ? "" : value.text() + "ms";
  }

  static String affinity(Json balancer) {
    return balancer.get("session_affinity").isTrue()
        ? balancer.get("session_affinity_cookie").text()
        : "";
  }

  static String outliers(Json balancer) {
    return balancer.get("circuit_breaker_enabled").isTrue()
        ? String.format(
            Locale.ROOT,
            "%s in a row, %ss out",
            balancer.get("failure_threshold").text(),
            balancer.get("recovery_timeout").text())
        : "";
  }

  static String checks(Json balancer) {
    return balancer.get("health_check_enabled").isTrue()
        ? String.format(
            Locale.ROOT,
            "every %ss, by the %s",
            balancer.get("health_check_interval").text(),
            balancer.get("health_check_mode").text().equals("proxy") ? "proxies" : "control plane")
        : "";
  }

  static String limits(Json balancer) {
    List<String> limits = new ArrayList<>();
    for (String what : List.of("connections", "pending_requests", "requests", "retries")) {
      Json limit = balancer.get("max_" + what);
      if (!limit.isNone()) {
        limits.add(limit.text() + " " + what.replace('_', ' '));
      }
    }
    return String.join(", ", limits);
  }

  private static String objects(Json revision) {
    return revision.get("changes").items().stream()
        .map(Cells::reference)
        .collect(Collectors.joining(", "));
  }

  private static String revision(Json event) {
    return event.get("revision").number() == 0 ? "" : event.get("revision").text();
  }
}
