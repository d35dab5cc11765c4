package io.apg.mesh.examples.demo;

import io.apg.mesh.examples.load.LoadStats;
import java.util.Map;

/**
 * What the load saw in a part of the story.
 *
 * @param byCanary of the requests that a catalog answered itself, those of its second version, in
 *     percent
 */
record Window(long requests, long failed, double byCanary) {
  /** What came between two snapshots. */
  static Window between(Map<Way, LoadStats> before, Map<Way, LoadStats> after, String canary) {
    long requests = 0;
    long failed = 0;
    long direct = 0;
    long second = 0;
    for (Map.Entry<Way, LoadStats> way : after.entrySet()) {
      LoadStats stats = way.getValue().since(before.getOrDefault(way.getKey(), LoadStats.NONE));
      requests += stats.requests();
      failed += stats.failed();
      if (way.getKey().direct()) {
        direct += stats.requests();
        second += stats.answeredBy(canary);
      }
    }
    return new Window(requests, failed, direct == 0 ? 0 : 100.0 * second / direct);
  }
}
