package io.apg.mesh.translate;

import io.apg.mesh.ir.Affinity;
import io.apg.mesh.ir.Affinity.Kind;
import io.apg.mesh.ir.Retry;
import io.apg.mesh.ir.RouteAction.Forward;
import io.apg.mesh.ir.RouteAction.Respond;
import io.apg.mesh.ir.RouteEntry;
import io.apg.mesh.ir.Target;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster.ClusterWeight;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes one route of a virtual host. */
final class Routes {
  /** What is said where a split has nothing that could take a request. */
  static final Respond NO_DESTINATION = new Respond(503, "no active destination");

  private static final int HOST_SELECTION_ATTEMPTS = 5;
  private static final RetryPolicy.RetryHostPredicate OTHER_HOST =
      RetryPolicy.RetryHostPredicate.newBuilder()
          .setName("envoy.retry_host_predicates.previous_hosts")
          .setTypedConfig(Wire.any(PreviousHostsPredicate.getDefaultInstance()))
          .build();

  private Routes() {}

  /** The route; {@code targets} are what is left of the entry's by {@link #targets}. */
  static Route of(RouteEntry entry, Map<String, Integer> targets) {
    Route.Builder route =
        Route.newBuilder().setName(entry.key()).setMatch(RouteMatches.of(entry.match()));
    if (entry.action() instanceof Respond respond) {
      return route.setDirectResponse(directResponse(respond)).build();
    }
    if (entry.action() instanceof Forward forward && !targets.isEmpty()) {
      Map<String, Affinity> affinities = affinities(forward);
      String only = targets.size() == 1 ? targets.keySet().iterator().next() : "";
      Affinity affinity = affinities.get(only);
      if (affinity != null && affinity.kind() == Kind.ADDRESS) {
        route.putTypedPerFilterConfig(Affinities.FILTER, Affinities.address(affinity.cookie()));
      }
      return route.setRoute(action(forward, targets, affinities)).build();
    }
    return route.setDirectResponse(directResponse(NO_DESTINATION)).build();
  }

  /** Clusters that take requests, with their weights: equal names added up, those of 0 left out. */
  static Map<String, Integer> targets(RouteEntry entry) {
    Map<String, Integer> weights = new LinkedHashMap<>();
    if (entry.action() instanceof Forward forward) {
      for (Target target : forward.targets()) {
        if (target.weight() > 0) {
          weights.merge(target.cluster(), target.weight(), Math::addExact);
        }
      }
    }
    return weights;
  }

  private static Map<String, Affinity> affinities(Forward forward) {
    Map<String, Affinity> affinities = new LinkedHashMap<>();
    for (Target target : forward.targets()) {
      if (target.affinity() != null && target.weight() > 0) {
        affinities.put(target.cluster(), target.affinity());
      }
    }
    return affinities;
  }

  private static RouteAction action(
      Forward forward, Map<String, Integer> targets, Map<String, Affinity> affinities) {
    RouteAction.Builder action =
        RouteAction.newBuilder().setTimeout(Wire.duration(forward.timeout()));
    if (targets.size() == 1) {
      action.setCluster(targets.keySet().iterator().next());
    } else {
      action.setWeightedClusters(split(targets, affinities));
    }
    affinities.values().stream()
        .filter(affinity -> affinity.kind() == Kind.HASH)
        .map(Affinity::cookie)
        .distinct()
        .forEach(cookie -> action.addHashPolicy(Affinities.hash(cookie)));
    if (forward.longLived()) {
      action.setIdleTimeout(Wire.duration(Duration.ZERO));
    }
    if (forward.retry().attempts() > 0 && !forward.retry().on().isEmpty()) {
      action.setRetryPolicy(
          retryPolicy(forward.retry())
              .addRetryHostPredicate(OTHER_HOST)
              .setHostSelectionRetryMaxAttempts(HOST_SELECTION_ATTEMPTS));
    }
    return action.build();
  }

  private static WeightedCluster split(
      Map<String, Integer> targets, Map<String, Affinity> affinities) {
    WeightedCluster.Builder split = WeightedCluster.newBuilder();
    targets.forEach(
        (cluster, weight) -> {
          ClusterWeight.Builder share =
              split.addClustersBuilder().setName(cluster).setWeight(Wire.uint32(weight));
          Affinity affinity = affinities.get(cluster);
          if (affinity != null && affinity.kind() == Kind.ADDRESS) {
            share.putTypedPerFilterConfig(Affinities.FILTER, Affinities.address(affinity.cookie()));
          }
        });
    return split.build();
  }

  static RetryPolicy.Builder retryPolicy(Retry retry) {
    return RetryPolicy.newBuilder()
        .setRetryOn(String.join(",", retry.on()))
        .setNumRetries(Wire.uint32(retry.attempts()));
  }

  private static DirectResponseAction directResponse(Respond respond) {
    DirectResponseAction.Builder response =
        DirectResponseAction.newBuilder().setStatus(respond.status());
    if (!respond.body().isEmpty()) {
      response.getBodyBuilder().setInlineString(respond.body());
    }
    return response.build();
  }
}
