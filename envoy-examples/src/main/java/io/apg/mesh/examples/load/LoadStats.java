package io.apg.mesh.examples.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * Exact counts of finished requests: by status, by who answered ({@code name@version}), and by
 * error where no answer came. A request has failed unless it was answered 2xx. {@code failures}
 * tells of the first failed ones in words.
 */
public record LoadStats(
    SortedMap<Integer, Long> byStatus,
    SortedMap<String, Long> byBackend,
    SortedMap<String, Long> byError,
    List<String> failures,
    Latencies latencies) {

  /** Nothing finished yet. */
  public static final LoadStats NONE =
      new LoadStats(
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          List.of(),
          new Latencies(Latencies.empty()));

  /** Copies. */
  public LoadStats {
    byStatus = new TreeMap<>(byStatus);
    byBackend = new TreeMap<>(byBackend);
    byError = new TreeMap<>(byError);
    failures = List.copyOf(failures);
  }

  /** All finished requests. */
  public long requests() {
    return sum(byStatus) + sum(byError);
  }

  /** Those answered 2xx. */
  public long succeeded() {
    return sum(byStatus.subMap(200, 300));
  }

  /** All others. */
  public long failed() {
    return requests() - succeeded();
  }

  /** How many were answered by {@code name@version}. */
  public long answeredBy(String backend) {
    return byBackend.getOrDefault(backend, 0L);
  }

  /** The part of all answers of a backend, in percent; 0 where nobody answered. */
  public double share(String backend) {
    long all = sum(byBackend);
    return all == 0 ? 0 : 100.0 * answeredBy(backend) / all;
  }

  /** Half of the requests were at least as fast. */
  public Duration p50() {
    return latencies.percentile(50);
  }

  /** 99 of 100 requests were at least as fast. */
  public Duration p99() {
    return latencies.percentile(99);
  }

  /** What came on top of an earlier snapshot of the same load. */
  public LoadStats since(LoadStats earlier) {
    return new LoadStats(
        combine(byStatus, earlier.byStatus, (now, then) -> now - then),
        combine(byBackend, earlier.byBackend, (now, then) -> now - then),
        combine(byError, earlier.byError, (now, then) -> now - then),
        failures,
        latencies.minus(earlier.latencies));
  }

  private static long sum(Map<?, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static <K extends Comparable<K>> SortedMap<K, Long> combine(
      SortedMap<K, Long> now, SortedMap<K, Long> then, BinaryOperator<Long> how) {
    SortedMap<K, Long> result = new TreeMap<>();
    now.forEach((key, count) -> result.put(key, how.apply(count, then.getOrDefault(key, 0L))));
    result.values().removeIf(count -> count == 0);
    return result;
  }
}
