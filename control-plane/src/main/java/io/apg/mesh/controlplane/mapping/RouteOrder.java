package io.apg.mesh.controlplane.mapping;

import io.apg.mesh.registry.MatchType;
import io.apg.mesh.registry.Route;
import java.util.Comparator;

/**
 * The order in which the routes of a virtual host are tried: priority, exact before longest prefix
 * before regex, more conditions first, id.
 */
final class RouteOrder {
  static final Comparator<Route> COMPARATOR =
      Comparator.comparingInt(Route::priority)
          .reversed()
          .thenComparingInt(RouteOrder::rank)
          .thenComparing(Comparator.comparingInt(RouteOrder::prefixLength).reversed())
          .thenComparing(Comparator.comparingInt(RouteOrder::conditions).reversed())
          .thenComparing(Route::id);

  private RouteOrder() {}

  private static int rank(Route route) {
    return switch (route.matchType()) {
      case EXACT -> 0;
      case PREFIX -> 1;
      case REGEX -> 2;
    };
  }

  private static int prefixLength(Route route) {
    return route.matchType() == MatchType.PREFIX ? route.matchValue().length() : 0;
  }

  private static int conditions(Route route) {
    return route.headers().size() + route.query().size() + (route.methods().isEmpty() ? 0 : 1);
  }
}
