package io.apg.mesh.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/** What would happen to requests that a {@link ModelClient} serves. */
final class ModelTraffic {
  private ModelTraffic() {}

  /** Routes that point to clusters that cannot serve. */
  static List<String> broken(ModelClient client) {
    List<String> broken = new ArrayList<>();
    client.routes.forEach(
        (name, config) -> {
          Set<String> excused = client.allowed.getOrDefault(name, Set.of());
          for (String cluster : config.table().clusters()) {
            ModelCluster held = client.clusters.get(cluster);
            if (held != null && held.active) {
              excused.remove(cluster);
            } else if (!excused.contains(cluster)) {
              broken.add(name + " -> " + cluster);
            }
          }
        });
    return broken;
  }

  static Deque<String> describe(ModelClient client) {
    Deque<String> lines = new ArrayDeque<>();
    client.clusters.forEach(
        (n, c) -> lines.add(n + " active=" + c.active + " warming=" + c.warming));
    client.routes.forEach((n, r) -> lines.add(n + " -> " + r.table().clusters()));
    return lines;
  }
}
