package io.apg.mesh.examples.load;

import java.time.Duration;
import java.util.Arrays;

/**
 * A histogram of durations with a relative error under 7 %: 16 buckets for each doubling of
 * microseconds. Immutable.
 */
public final class Latencies {
  private static final int PER_DOUBLING = 16;
  private static final int BUCKETS = 40 * PER_DOUBLING;

  private final long[] counts;

  static int bucket(Duration latency) {
    long micros = Math.max(1, latency.toNanos() / 1_000);
    int doubling = 63 - Long.numberOfLeadingZeros(micros);
    int part = (int) (((micros - (1L << doubling)) * PER_DOUBLING) >> doubling);
    return Math.min(BUCKETS - 1, doubling * PER_DOUBLING + part);
  }

  static long[] empty() {
    return new long[BUCKETS];
  }

  Latencies(long[] counts) {
    this.counts = counts.clone();
  }

  /** The upper end of the bucket that holds this percentile; zero where nothing was measured. */
  public Duration percentile(double percent) {
    long all = Arrays.stream(counts).sum();
    if (all == 0) {
      return Duration.ZERO;
    }
    long wanted = Math.max(1, (long) Math.ceil(all * percent / 100));
    int bucket = 0;
    for (long seen = counts[0]; seen < wanted; seen += counts[bucket]) {
      bucket++;
    }
    long doubling = 1L << (bucket / PER_DOUBLING);
    long micros = doubling + (doubling * (bucket % PER_DOUBLING + 1)) / PER_DOUBLING;
    return Duration.ofNanos(micros * 1_000);
  }

  Latencies minus(Latencies earlier) {
    long[] left = counts.clone();
    Arrays.setAll(left, i -> left[i] - earlier.counts[i]);
    return new Latencies(left);
  }
}
