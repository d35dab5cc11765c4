package io.apg.mesh.examples.load;

import io.apg.mesh.examples.http.HttpAnswer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Counts what became of each request. Thread-safe: every method holds the recorder's lock. */
final class LoadRecorder {
  private static final int FAILURES_IN_WORDS = 20;

  private final TreeMap<Integer, Long> byStatus = new TreeMap<>();
  private final TreeMap<String, Long> byBackend = new TreeMap<>();
  private final TreeMap<String, Long> byError = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private final long[] latencies = Latencies.empty();

  synchronized void answered(HttpAnswer answer, Duration latency, Duration sinceStart) {
    byStatus.merge(answer.status(), 1L, Long::sum);
    answer.backend().ifPresent(backend -> byBackend.merge(backend, 1L, Long::sum));
    latencies[Latencies.bucket(latency)]++;
    if (answer.status() < 200 || answer.status() > 299) {
      describe(sinceStart, answer.status() + " " + answer.body());
    }
  }

  synchronized void failed(IOException error, Duration latency, Duration sinceStart) {
    String text = error.getClass().getSimpleName() + ": " + error.getMessage();
    byError.merge(text, 1L, Long::sum);
    latencies[Latencies.bucket(latency)]++;
    describe(sinceStart, text);
  }

  synchronized LoadStats snapshot() {
    return new LoadStats(byStatus, byBackend, byError, failures, new Latencies(latencies));
  }

  private void describe(Duration sinceStart, String what) {
    if (failures.size() < FAILURES_IN_WORDS) {
      String shortened = what.length() > 200 ? what.substring(0, 200) + "..." : what;
      failures.add("at " + sinceStart.toMillis() + " ms: " + shortened);
    }
  }
}
