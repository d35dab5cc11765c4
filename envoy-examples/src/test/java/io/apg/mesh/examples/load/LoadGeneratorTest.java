package io.apg.mesh.examples.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.apg.mesh.examples.http.EchoBackend;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
  private EchoBackend backend;

  @BeforeEach
  void start() throws IOException {
    backend = EchoBackend.start("catalog", "v1");
  }

  @AfterEach
  void stop() {
    backend.close();
  }

  private LoadPlan plan(String path) {
    return LoadPlan.to(backend.address(), "catalog", path);
  }

  @Test
  void countsExactly() throws InterruptedException {
    backend.failNext(7);
    LoadStats stats = LoadGenerator.run(plan("/").rate(0).exactly(500));

    assertThat(stats.requests()).isEqualTo(500);
    assertThat(stats.byStatus()).containsEntry(200, 493L).containsEntry(503, 7L).hasSize(2);
    assertThat(stats.failed()).isEqualTo(7);
    assertThat(stats.failures()).hasSize(7).allMatch(failure -> failure.contains("503"));
    assertThat(stats.answeredBy("catalog@v1")).isEqualTo(500);
    assertThat(stats.share("catalog@v1")).isEqualTo(100.0);
    assertThat(backend.requests()).isEqualTo(500);
  }

  @Test
  void aConnectionCutWithoutAnAnswerIsAFailureAndNothingIsSentTwice() throws InterruptedException {
    LoadStats stats = LoadGenerator.run(plan("/?drop=true").rate(0).over(3).exactly(30));

    assertThat(stats.failed()).isEqualTo(30);
    assertThat(stats.byError()).containsEntry("EOFException: closed before an answer", 30L);
    assertThat(backend.requests()).isEqualTo(30);
  }

  @Test
  void aBackendThatIsGoneFailsEveryRequest() throws InterruptedException {
    backend.close();
    LoadStats stats = LoadGenerator.run(plan("/").rate(0).exactly(20));

    assertThat(stats.failed()).isEqualTo(20);
    assertThat(stats.byError().firstKey()).contains("Connection refused");
  }

  @Test
  void keepsItsRate() throws InterruptedException {
    long start = System.nanoTime();
    LoadStats stats = LoadGenerator.run(plan("/").rate(200).exactly(200));
    double seconds = (System.nanoTime() - start) / 1e9;

    assertThat(stats.succeeded()).isEqualTo(200);
    assertThat(seconds).isBetween(0.99, 3.0);
  }

  @Test
  void latencyCountsFromTheTimeARequestWasDue() throws InterruptedException {
    // One connection, 100 due in a second, each takes 20 ms: the last one waits for about a second.
    LoadStats stats = LoadGenerator.run(plan("/?delay_ms=20").rate(100).over(1).exactly(100));

    assertThat(stats.p50()).isBetween(Duration.ofMillis(300), Duration.ofSeconds(3));
    assertThat(stats.p99()).isGreaterThan(stats.p50());
  }

  @Test
  void stopLetsRequestsInFlightEnd() throws InterruptedException {
    LoadGenerator load = LoadGenerator.start(plan("/?delay_ms=50").rate(100));
    await().atMost(Duration.ofSeconds(10)).until(() -> load.snapshot().requests() > 20);
    LoadStats stats = load.stop();

    assertThat(stats.failed()).isZero();
    assertThat(stats.requests()).isEqualTo(backend.requests());
    assertThat(load.snapshot().requests()).isEqualTo(stats.requests());
  }

  @Test
  void aWindowIsTheDifferenceOfTwoSnapshots() throws InterruptedException {
    LoadStats first = LoadGenerator.run(plan("/?delay_ms=100").rate(0).exactly(16));
    try (LoadGenerator load = LoadGenerator.start(plan("/").rate(0).exactly(100))) {
      LoadStats none = load.snapshot().since(load.snapshot());
      assertThat(none.failed()).isZero();
      LoadStats window = load.stop().since(none);
      assertThat(window.requests()).isBetween(0L, 100L);
    }
    assertThat(first.since(first).requests()).isZero();
    assertThat(first.since(first).p99()).isZero();
    assertThat(first.p50().toMillis()).isCloseTo(100, within(60L));
  }

  @Test
  void refusesPlansThatCannotBe() {
    assertThatThrownBy(() -> plan("/").over(0)).hasMessage("connections: 0 (expected: 1 or more)");
    assertThatThrownBy(() -> LoadGenerator.run(plan("/")))
        .hasMessage("requests: 0 (expected: a plan with an end)");
  }
}
