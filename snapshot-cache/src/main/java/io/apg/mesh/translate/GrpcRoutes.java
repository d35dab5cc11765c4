package io.apg.mesh.translate;

import io.apg.mesh.ir.Retry;
import io.apg.mesh.ir.RouteAction.Forward;
import io.apg.mesh.ir.RouteEntry;
import io.apg.mesh.ir.RouteMatch;
import io.apg.mesh.ir.VirtualHost;
import io.apg.mesh.snapshot.RouteFragment;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes virtual hosts in the shape that gRPC libraries take. They refuse a whole route
 * configuration for one action they do not know, so that an answer without any upstream becomes a
 * cluster without endpoints: both are UNAVAILABLE to the caller.
 */
final class GrpcRoutes {
  /** Statuses that gRPC retries; what never left the client it tries again by itself. */
  private static final Set<String> RETRIABLE =
      Set.of("cancelled", "deadline-exceeded", "internal", "resource-exhausted", "unavailable");

  private GrpcRoutes() {}

  static VirtualHostFragment of(VirtualHost host) {
    List<RouteFragment> routes = new ArrayList<>();
    for (RouteEntry entry : host.routes()) {
      List<RouteMatch> matches = GrpcMatches.of(entry.match());
      for (int i = 0; i < matches.size(); i++) {
        String key = i == 0 ? entry.key() : entry.key() + "/" + i;
        routes.add(fragment(key, matches.get(i), entry));
      }
    }
    return new VirtualHostFragment(host.name(), VirtualHosts.head(host), routes);
  }

  private static RouteFragment fragment(String key, RouteMatch match, RouteEntry entry) {
    Map<String, Integer> targets = Routes.targets(entry);
    if (targets.isEmpty()) {
      targets = Map.of(GrpcClusters.NO_DESTINATION, 1);
    }
    Route route =
        Route.newBuilder()
            .setName(key)
            .setMatch(RouteMatches.of(match))
            .setRoute(action(entry, targets))
            .build();
    return VirtualHosts.fragment(key, route, targets.keySet(), entry.source());
  }

  private static RouteAction action(RouteEntry entry, Map<String, Integer> targets) {
    RouteAction.Builder action = RouteAction.newBuilder();
    if (targets.size() == 1) {
      action.setCluster(targets.keySet().iterator().next());
    } else {
      WeightedCluster.Builder split = action.getWeightedClustersBuilder();
      targets.forEach(
          (cluster, weight) ->
              split.addClustersBuilder().setName(cluster).setWeight(Wire.uint32(weight)));
    }
    if (entry.action() instanceof Forward forward) {
      if (!forward.timeout().isZero()) {
        action
            .getMaxStreamDurationBuilder()
            .setMaxStreamDuration(Wire.duration(forward.timeout()))
            .setGrpcTimeoutHeaderMax(Wire.duration(forward.timeout()));
      }
      Retry retry =
          new Retry(
              forward.retry().on().stream().filter(RETRIABLE::contains).toList(),
              forward.retry().attempts());
      if (retry.attempts() > 0 && !retry.on().isEmpty()) {
        action.setRetryPolicy(Routes.retryPolicy(retry));
      }
    }
    return action.build();
  }
}
