package io.apg.mesh.translate;

import com.google.protobuf.InvalidProtocolBufferException;
import io.apg.mesh.snapshot.Content;
import io.apg.mesh.snapshot.RouteFragment;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes virtual hosts that are found by scope of those that are found in one table. */
final class ScopedHosts {
  private static final String PATTERN = "*";

  /**
   * Ends every virtual host of exact names, also where its last route takes every request: that one
   * may be held back.
   */
  private static final String NOBODY = "no_route";

  private ScopedHosts() {}

  static ScopedHost of(VirtualHostFragment host) {
    List<String> domains = domains(host);
    List<RouteFragment> routes = new ArrayList<>(host.routes());
    if (routes.isEmpty() || domains.stream().anyMatch(domain -> domain.contains(PATTERN))) {
      return new ScopedHost(host, List.of());
    }
    routes.add(
        new RouteFragment(
            NOBODY, Content.encode(noRoute()), Set.of(), routes.get(routes.size() - 1).origin()));
    return new ScopedHost(host.withRoutes(routes), domains);
  }

  private static Route noRoute() {
    Route.Builder route = Route.newBuilder().setName(NOBODY);
    route.getMatchBuilder().setPrefix("/");
    route.getDirectResponseBuilder().setStatus(404);
    return route.build();
  }

  static List<String> domains(VirtualHostFragment host) {
    try {
      return VirtualHost.parseFrom(host.head()).getDomainsList();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("virtual host " + host + " does not parse", e);
    }
  }
}
