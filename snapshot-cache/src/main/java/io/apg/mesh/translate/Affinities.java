package io.apg.mesh.translate;

import com.google.protobuf.Any;
import io.apg.mesh.ir.Affinity;
import io.envoyproxy.envoy.config.route.v3.RouteAction.HashPolicy;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSession;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.http.stateful_session.cookie.v3.CookieBasedSessionState;
import java.time.Duration;

/**
 * Makes what keeps clients with their endpoints. The filter is in every chain and off; routes
 * switch it on, so that no listener changes with a load balancer. Cookies end with the browser's
 * session.
 */
final class Affinities {
  /** Name of the filter, and key of what routes say to it. */
  static final String FILTER = "envoy.filters.http.stateful_session";

  private static final String PATH = "/";

  private Affinities() {}

  static HttpFilter filter() {
    return HttpFilter.newBuilder()
        .setName(FILTER)
        .setTypedConfig(Wire.any(StatefulSession.getDefaultInstance()))
        .build();
  }

  /** For {@link Affinity.Kind#ADDRESS}. */
  static Any address(String cookie) {
    CookieBasedSessionState.Builder state = CookieBasedSessionState.newBuilder();
    state.getCookieBuilder().setName(cookie).setPath(PATH);
    StatefulSessionPerRoute.Builder route = StatefulSessionPerRoute.newBuilder();
    route
        .getStatefulSessionBuilder()
        .getSessionStateBuilder()
        .setName("envoy.http.stateful_session.cookie")
        .setTypedConfig(Wire.any(state.build()));
    return Wire.any(route.build());
  }

  /** For {@link Affinity.Kind#HASH}. A time to live is what makes Envoy set the cookie. */
  static HashPolicy hash(String cookie) {
    HashPolicy.Builder policy = HashPolicy.newBuilder();
    policy.getCookieBuilder().setName(cookie).setPath(PATH).setTtl(Wire.duration(Duration.ZERO));
    return policy.build();
  }
}
