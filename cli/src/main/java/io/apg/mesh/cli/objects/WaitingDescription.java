package io.apg.mesh.cli.objects;

import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.text.Page;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The part of a proxy's page about what it waits for: which service, and what that holds back. */
final class WaitingDescription {
  private static final String REASON = ": ";

  private final ControlPlane api;
  private final Instant now;

  WaitingDescription(ControlPlane api, Instant now) {
    this.api = api;
    this.now = now;
  }

  void write(Json proxy, Page page) {
    Map<String, String> waits = new TreeMap<>();
    for (String word : Cells.TYPES) {
      for (Json wait : proxy.path("types." + word + ".waiting_for").items()) {
        waits.merge(wait.text(), word.toUpperCase(Locale.ROOT), (a, b) -> a + ", " + b);
      }
    }
    if (waits.isEmpty()) {
      return;
    }
    List<Json> services = Kind.SERVICE.list(api, Integer.MAX_VALUE);
    List<Json> routes = Kind.ROUTE.list(api, Integer.MAX_VALUE);
    waits.forEach(
        (wait, types) -> {
          page.line("").line(types + " waiting: " + wait);
          String cluster = wait.split(REASON, 2)[0];
          services.stream()
              .filter(service -> service.get("service_id").text().equals(cluster))
              .forEach(service -> cause(service, page));
          routes.stream()
              .filter(route -> holds(route, cluster, proxy))
              .forEach(route -> page.line("  Holds:  " + named("route", "route_id", route)));
          page.line("  Try:    meshctl describe service " + cluster);
        });
  }

  private void cause(Json service, Page page) {
    String addresses =
        service.get("endpoints").items().stream()
            .map(Cells::address)
            .collect(Collectors.joining(", "));
    page.line(
        "  Cause:  "
            + named("service", "service_id", service)
            + (addresses.isEmpty() ? ", without endpoints" : ", at " + addresses));
  }

  /** Whatever leads there and came after the last revision that the proxy has in full. */
  private static boolean holds(Json route, String cluster, Json proxy) {
    return Cells.shares(route).containsKey(cluster)
        && route.get("revision").number() > proxy.get("acked_revision").number();
  }

  private String named(String kind, String id, Json object) {
    String origin = Descriptions.origin(api, object.get("revision").text(), now);
    return kind + "/" + object.get(id).text() + " (" + origin + ")";
  }
}
