package io.apg.mesh.controlplane.mapping;

import io.apg.mesh.ir.PathMatch;
import io.apg.mesh.ir.RouteEntry;
import io.apg.mesh.ir.RouteMatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds routes that never see a request, because earlier ones take them all. */
final class Shadowing {
  private Shadowing() {}

  /** Whether each user route of a virtual host is shadowed, by route id. */
  static Map<String, Boolean> of(List<RouteEntry> routes) {
    Map<String, Boolean> shadowed = new LinkedHashMap<>();
    List<RouteMatch> earlier = new ArrayList<>();
    for (RouteEntry route : routes) {
      if (route.source().kind().equals("route")) {
        boolean never = earlier.stream().anyMatch(match -> covers(match, route.match()));
        shadowed.put(route.source().id(), never);
      }
      earlier.add(route.match());
    }
    return shadowed;
  }

  /** Whether every request that {@code later} takes is taken by {@code earlier}; may miss some. */
  static boolean covers(RouteMatch earlier, RouteMatch later) {
    boolean methods =
        earlier.methods().isEmpty()
            || (!later.methods().isEmpty() && earlier.methods().containsAll(later.methods()));
    return methods
        && later.headers().containsAll(earlier.headers())
        && later.query().containsAll(earlier.query())
        && covers(earlier.path(), later.path());
  }

  private static boolean covers(PathMatch earlier, PathMatch later) {
    if (earlier.equals(later)) {
      return true;
    }
    if (!(earlier instanceof PathMatch.Prefix)) {
      return false;
    }
    // A path always begins with a slash, also where a regex describes it.
    return earlier.value().equals("/")
        || (!(later instanceof PathMatch.Regex) && later.value().startsWith(earlier.value()));
  }
}
