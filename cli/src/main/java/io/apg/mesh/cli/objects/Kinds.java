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

/** The kinds there are. */
public final class Kinds {
  /** {@code /api/services}. */
  public static final Kind SERVICE =
      new Kind(
          "service",
          "services",
          List.of("svc"),
          "/api/services",
          "service_id",
          List.of("service_id", "service_name"),
          true,
          List.of(
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
              number("REVISION", 0, (s, now) -> s.get("revision").text()).onlyWide()));

  /** {@code /api/services/{id}/endpoints}. */
  public static final Kind ENDPOINT =
      new Kind(
          "endpoint",
          "endpoints",
          List.of("ep"),
          "/api/services",
          "endpoint_id",
          List.of("endpoint_id"),
          false,
          List.of(
              field("SERVICE", 0, "service_id"),
              text("ADDRESS", 0, (e, now) -> Cells.address(e)),
              field("HEALTH", 1, "health"),
              number("WEIGHT", 2, (e, now) -> e.get("weight").text()),
              field("ZONE", 3, "zone"),
              number("PRIORITY", 4, (e, now) -> e.get("priority").text()),
              number("AGE", 5, Cells::age),
              field("ID", 0, "endpoint_id").onlyWide(),
              text("ADDRESSES", 0, (e, now) -> Cells.texts(e.get("addresses"))).onlyWide(),
              number("REVISION", 0, (e, now) -> e.get("revision").text()).onlyWide()));

  /** {@code /api/routes}. */
  public static final Kind ROUTE =
      new Kind(
          "route",
          "routes",
          List.of("rt"),
          "/api/routes",
          "route_id",
          List.of("route_id", "route_name"),
          true,
          List.of(
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
              number("REVISION", 0, (r, now) -> r.get("revision").text()).onlyWide()));

  /** {@code /api/load-balancers}. */
  public static final Kind LOAD_BALANCER =
      new Kind(
          "load_balancer",
          "load_balancers",
          List.of("lb", "loadbalancer", "loadbalancers"),
          "/api/load-balancers",
          "load_balancer_id",
          List.of("load_balancer_id", "load_balancer_name"),
          true,
          List.of(
              field("NAME", 0, "load_balancer_name"),
              field("ALGORITHM", 0, "algorithm"),
              text("SERVICES", 1, (b, now) -> Cells.texts(b.get("service_ids"))),
              text("AFFINITY", 3, (b, now) -> affinity(b)),
              text("OUTLIERS", 4, (b, now) -> outliers(b)),
              text("ENFORCED", 2, (b, now) -> yes(b.get("enforced"))),
              number("AGE", 5, Cells::age),
              field("ID", 0, "load_balancer_id").onlyWide(),
              text("LIMITS", 0, (b, now) -> limits(b)).onlyWide(),
              number("REVISION", 0, (b, now) -> b.get("revision").text()).onlyWide()));

  /** {@code /api/proxies}. */
  public static final Kind PROXY =
      new Kind(
          "proxy",
          "proxies",
          List.of("px"),
          "/api/proxies",
          "node_id",
          List.of("node_id"),
          false,
          List.of(
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
                  .onlyWide()));

  /** {@code /api/revisions}. */
  public static final Kind REVISION =
      new Kind(
          "revision",
          "revisions",
          List.of("rev"),
          "/api/revisions",
          "number",
          List.of("number"),
          false,
          List.of(
              number("REVISION", 0, (r, now) -> r.get("number").text()),
              number("AGE", 1, (r, now) -> Ages.of(r.get("time").text(), now)),
              field("ACTOR", 1, "actor"),
              field("SUMMARY", 0, "summary"),
              text("OBJECTS", 2, (r, now) -> objects(r))));

  /** {@code /api/events}. */
  public static final Kind EVENT =
      new Kind(
          "event",
          "events",
          List.of("ev"),
          "/api/events",
          "id",
          List.of("id"),
          false,
          List.of(
              number("AGE", 0, (e, now) -> Ages.of(e.get("time").text(), now)),
              field("TYPE", 0, "type"),
              text("OBJECT", 1, (e, now) -> Cells.reference(e.get("object"))),
              field("PROXY", 2, "proxy"),
              number("REVISION", 3, (e, now) -> revision(e)),
              field("MESSAGE", 0, "message"),
              field("ID", 0, "id").onlyWide()));

  /** {@code /api/findings}. */
  public static final Kind FINDING =
      new Kind(
          "finding",
          "findings",
          List.of(),
          "/api/findings",
          "code",
          List.of("code"),
          false,
          List.of(
              field("CODE", 0, "code"),
              field("SEVERITY", 1, "severity"),
              text("OBJECT", 0, (f, now) -> Cells.reference(f.get("object"))),
              field("MESSAGE", 0, "message"),
              field("HINT", 2, "hint")));

  /** All of them. */
  public static final List<Kind> ALL =
      List.of(SERVICE, ENDPOINT, ROUTE, LOAD_BALANCER, PROXY, REVISION, EVENT, FINDING);

  /** Their words, for people. */
  public static final String WORDS =
      "service, endpoint, route, load_balancer, proxy, revision, event, finding";

  private Kinds() {}

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
