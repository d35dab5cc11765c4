package io.apg.mesh.translate;

import io.apg.mesh.ir.PathMatch;
import io.apg.mesh.ir.Retry;
import io.apg.mesh.ir.RouteMatch;
import io.apg.mesh.ir.UpstreamProtocol;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import java.time.Duration;
import java.util.List;

/**
 * The routes of an inbound listener. The application may close a kept connection just when it is
 * used again: what did not reach it is tried again, and what is safe to repeat also where the
 * connection was reset.
 */
final class InboundRoutes {
  private static final int TRIES = 2;
  private static final Retry NOT_SENT =
      new Retry(List.of("connect-failure", "refused-stream"), TRIES);
  private static final Retry SAFE =
      new Retry(List.of("connect-failure", "refused-stream", "reset"), TRIES);
  private static final RouteMatch SAFE_METHODS =
      new RouteMatch(
          new PathMatch.Prefix("/"), List.of("GET", "HEAD", "OPTIONS"), List.of(), List.of());

  private InboundRoutes() {}

  static List<Route> to(String cluster, UpstreamProtocol protocol) {
    RouteAction.Builder action =
        RouteAction.newBuilder().setCluster(cluster).setTimeout(Wire.duration(Duration.ZERO));
    if (protocol == UpstreamProtocol.GRPC) {
      action.setIdleTimeout(Wire.duration(Duration.ZERO));
    }
    return List.of(
        route("safe", SAFE_METHODS, action.setRetryPolicy(Routes.retryPolicy(SAFE)).build()),
        route("all", RouteMatch.ALL, action.setRetryPolicy(Routes.retryPolicy(NOT_SENT)).build()));
  }

  private static Route route(String name, RouteMatch match, RouteAction action) {
    return Route.newBuilder()
        .setName(name)
        .setMatch(RouteMatches.of(match))
        .setRoute(action)
        .build();
  }
}
