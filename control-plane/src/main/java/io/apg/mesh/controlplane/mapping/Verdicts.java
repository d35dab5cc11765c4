package io.apg.mesh.controlplane.mapping;

import java.util.Map;
import java.util.Set;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * For each route, the virtual hosts that have it, and whether an earlier route there takes all of
 * its requests. Immutable.
 */
record Verdicts(
    PMap<Place, Map<String, Boolean>> byPlace, PMap<String, PMap<Place, Boolean>> byRoute) {
  static final Verdicts EMPTY = new Verdicts(HashTreePMap.empty(), HashTreePMap.empty());

  /** A virtual host of a sidecar or of a gateway. */
  record Place(boolean gateway, HostKey host) {}

  /** Replaces what is known of one virtual host; empty = it is gone. */
  Verdicts with(Place place, Map<String, Boolean> shadowed) {
    PMap<String, PMap<Place, Boolean>> routes = byRoute;
    for (String route : byPlace.getOrDefault(place, Map.of()).keySet()) {
      PMap<Place, Boolean> left = routes.getOrDefault(route, HashTreePMap.empty()).minus(place);
      routes = left.isEmpty() ? routes.minus(route) : routes.plus(route, left);
    }
    for (Map.Entry<String, Boolean> entry : shadowed.entrySet()) {
      PMap<Place, Boolean> known = routes.getOrDefault(entry.getKey(), HashTreePMap.empty());
      routes = routes.plus(entry.getKey(), known.plus(place, entry.getValue()));
    }
    return new Verdicts(
        shadowed.isEmpty() ? byPlace.minus(place) : byPlace.plus(place, Map.copyOf(shadowed)),
        routes);
  }

  /** Routes that a virtual host has. */
  Set<String> routesAt(Place place) {
    return byPlace.getOrDefault(place, Map.of()).keySet();
  }

  /** Whether a route is somewhere, and shadowed wherever it is. */
  boolean whollyShadowed(String route) {
    PMap<Place, Boolean> places = byRoute.getOrDefault(route, HashTreePMap.empty());
    return !places.isEmpty() && places.values().stream().allMatch(shadowed -> shadowed);
  }
}
