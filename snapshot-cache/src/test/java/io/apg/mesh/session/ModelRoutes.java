package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The route configurations of a {@link ModelClient}, and what they may name before it is there. */
final class ModelRoutes {
  final Map<String, RouteConfig> all = new TreeMap<>();

  /** Those that it subscribes, listeners that drain included. */
  final Set<String> names = new TreeSet<>();

  // Sent at once by rule: the first forms of a configuration.
  private final Map<String, Set<String>> allowed = new HashMap<>();
  private final Map<String, Integer> received = new HashMap<>();
  private final Set<String> late = new HashSet<>();

  void take(XdsResponse response) {
    for (Resource resource : response.resources()) {
      RouteConfig config = (RouteConfig) resource;
      if (names.contains(config.name())) {
        all.put(config.name(), config);
        // The first one after a subscription, and those that were under way before it.
        if (received.merge(config.name(), 1, Integer::sum) <= 3 && !late.contains(config.name())) {
          allowed.put(config.name(), new HashSet<>(config.table().clusters()));
        }
      }
    }
  }

  void forget(Set<String> gone) {
    names.removeAll(gone);
    all.keySet().removeAll(gone);
    allowed.keySet().removeAll(gone);
    received.keySet().removeAll(gone);
    late.removeAll(gone);
  }

  /** What leads to these has waited for their clusters. */
  void late(Set<String> configs) {
    late.addAll(configs);
  }

  /** The server cannot know that routes name these, or what they were. */
  void excuse(Set<String> clusters) {
    allowed.values().forEach(excused -> excused.addAll(clusters));
  }

  /** Clusters that routes point to and that cannot serve. */
  Set<String> broken(Predicate<String> serves) {
    Set<String> broken = new TreeSet<>();
    all.forEach(
        (name, config) -> {
          Set<String> excused = allowed.getOrDefault(name, new HashSet<>());
          for (String cluster : config.table().clusters()) {
            if (serves.test(cluster)) {
              excused.remove(cluster);
            } else if (!excused.contains(cluster)) {
              broken.add(cluster);
            }
          }
        });
    return broken;
  }
}
