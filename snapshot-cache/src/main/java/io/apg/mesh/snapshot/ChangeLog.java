package io.apg.mesh.snapshot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The last changes of a view, newest first, bounded in number. Immutable.
 *
 * @param since the publication after which every change is listed
 */
record ChangeLog(long since, List<Entry> entries) {
  private static final int KEPT = 64;

  /** What one publication changed. */
  record Entry(
      long publication,
      Map<XdsType, Set<String>> names,
      Map<String, Set<String>> hosts,
      Set<Integer> ports) {}

  static ChangeLog startingAt(long publication) {
    return new ChangeLog(publication, List.of());
  }

  ChangeLog plus(Entry entry) {
    List<Entry> next = new ArrayList<>(Math.min(entries.size() + 1, KEPT));
    next.add(entry);
    next.addAll(entries.subList(0, Math.min(entries.size(), KEPT - 1)));
    long from = entries.size() < KEPT ? since : entries.get(KEPT - 1).publication();
    return new ChangeLog(from, List.copyOf(next));
  }

  /** Names changed after {@code publication}; null = the log does not reach back so far. */
  <T> @Nullable Set<T> changedAfter(long publication, Function<Entry, @Nullable Set<T>> names) {
    if (publication < since) {
      return null;
    }
    Set<T> one = Set.of(); // most often there is one such change, and its set serves everybody
    Set<T> several = null;
    for (Entry entry : entries) {
      if (entry.publication() <= publication) {
        break;
      }
      Set<T> more = names.apply(entry);
      if (more == null || more.isEmpty()) {
        continue;
      }
      if (several != null) {
        several.addAll(more);
      } else if (one.isEmpty()) {
        one = more;
      } else {
        several = new LinkedHashSet<>(one);
        several.addAll(more);
      }
    }
    return several == null ? Collections.unmodifiableSet(one) : several;
  }

  /** The last publication before the first change after {@code publication}, where it is listed. */
  long unchangedUntil(long publication) {
    long until = publication;
    for (Entry entry : entries) {
      if (entry.publication() <= publication || publication < since) {
        break;
      }
      until = entry.publication() - 1;
    }
    return until;
  }
}
