package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Responses of one type that the client has not answered: one, or several old ones in one. */
final class Sent {
  final long first;
  final long last;
  final String version;
  final long time;
  final Map<String, Change> changes;

  Sent(long first, long last, String version, long time, Map<String, Change> changes) {
    this.first = first;
    this.last = last;
    this.version = version;
    this.time = time;
    this.changes = changes;
  }

  /**
   * One name in a response.
   *
   * @param number of the response
   * @param before what the client had, as far as it has said; becomes what it has again when it
   *     refuses
   * @param after what was sent; null = removed
   */
  record Change(long number, Held before, @Nullable Resource after) {
    boolean isChange() {
      return !before.is(after);
    }

    Change after(Change older) {
      return new Change(number, older.before, after);
    }
  }

  /** This and the one after it. */
  Sent plus(Sent newer) {
    Map<String, Change> both = new LinkedHashMap<>(changes);
    newer.changes.forEach(
        (name, change) -> both.merge(name, change, (older, now) -> now.after(older)));
    return new Sent(first, newer.last, newer.version, newer.time, both);
  }
}
