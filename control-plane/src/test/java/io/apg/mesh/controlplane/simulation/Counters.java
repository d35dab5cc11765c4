package io.apg.mesh.controlplane.simulation;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What happened in a simulation, to see that anything did. */
final class Counters {
  private final Map<What, Long> counts = new EnumMap<>(What.class);

  /** What is counted. */
  enum What {
    HAPPENINGS,
    REVISIONS,
    CHANGES_REFUSED,
    PUBLICATIONS,
    STREAMS,
    STREAMS_BROKEN,
    MESSAGES_LOST,
    RESTARTS,
    REQUESTS,
    RESPONSES,
    NACKS,
    STALLS,
    TIMEOUTS,
    CALM_CHECKS,
    CLIENTS_COMPARED
  }

  void add(What what) {
    add(what, 1);
  }

  void add(What what, long number) {
    counts.merge(what, number, Long::sum);
  }

  void add(Counters other) {
    other.counts.forEach(this::add);
  }

  long of(What what) {
    return counts.getOrDefault(what, 0L);
  }

  @Override
  public String toString() {
    StringBuilder words = new StringBuilder();
    for (What what : What.values()) {
      words.append(what.name().toLowerCase(Locale.ROOT)).append('=').append(of(what)).append(' ');
    }
    return words.toString().strip();
  }
}
