package io.apg.mesh.examples.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatenciesTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 15, 16, 17, 999, 1_000, 12_345, 999_999, 60_000_000, 3_600_000_000L})
  void aBucketHoldsItsValueWithinAFewPercent(long micros) {
    long[] counts = Latencies.empty();
    counts[Latencies.bucket(Duration.ofNanos(micros * 1_000))]++;
    long told = new Latencies(counts).percentile(99).toNanos() / 1_000;
    assertThat(told).isBetween(micros, micros + Math.max(2, micros * 7 / 100));
  }

  @ParameterizedTest
  @ValueSource(doubles = {50, 90, 99})
  void percentilesCountFromBelow(double percent) {
    long[] counts = Latencies.empty();
    for (int millis = 1; millis <= 100; millis++) {
      counts[Latencies.bucket(Duration.ofMillis(millis))]++;
    }
    double told = new Latencies(counts).percentile(percent).toNanos() / 1e6;
    assertThat(told).isBetween(percent, percent * 1.08);
  }
}
