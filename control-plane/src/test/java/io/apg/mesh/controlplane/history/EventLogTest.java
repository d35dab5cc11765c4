package io.apg.mesh.controlplane.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.apg.mesh.controlplane.history.EventLog.Subject;
import io.apg.mesh.registry.EventQuery;
import io.apg.mesh.registry.EventRecord;
import io.apg.mesh.registry.EventRecord.ObjectName;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.sqlite.SqliteRegistryStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events are kept, counted and bounded. */
class EventLogTest {
  private static final Duration LATER = Duration.ofSeconds(20);

  @TempDir Path folder;

  private final HandClock clock = new HandClock();
  private RegistryStore store;

  /** Goes when it is told to. */
  private static final class HandClock extends Clock {
    private volatile Instant now = Instant.parse("2030-01-01T00:00:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @BeforeEach
  void open() {
    store = SqliteRegistryStore.builder(folder.resolve("mesh.db")).build();
    store.open();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private EventLog log(int most) {
    return new EventLog(() -> store.observed(), clock, most, Duration.ofDays(7));
  }

  private static void add(EventLog log, String proxy, String message) {
    Subject about =
        new Subject(proxy, List.of(new ObjectName("route", "r")), 5, Map.of("type", "rds"));
    log.add(EventType.RESOURCE_REJECTED, "t", about, message);
  }

  private List<EventRecord> stored() {
    return store
        .observed()
        .events(new EventQuery("t", "", null, "", Instant.EPOCH, Long.MAX_VALUE, 1_000));
  }

  @Test
  void whatIsAddedIsWrittenBeforeTheEnd() {
    EventLog log = log(100);
    add(log, "n1", "no");
    log.close();
    assertThat(stored())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.type()).isEqualTo("resource_rejected");
              assertThat(event.revision()).isEqualTo(5);
              assertThat(event.details()).containsEntry("type", "rds");
            });
  }

  @Test
  void aStormIsOneEventWithACount() {
    EventLog log = log(100);
    for (int i = 0; i < 1_000; i++) {
      add(log, "n1", "no");
    }
    add(log, "n2", "no");
    log.close();
    assertThat(stored()).extracting(EventRecord::count).containsExactly(1, 1_000);
  }

  @Test
  void theSameMuchLaterIsAnotherEvent() {
    EventLog log = log(100);
    add(log, "n1", "no");
    awaitStored(1);
    clock.now = clock.now.plus(Duration.ofMinutes(5));
    add(log, "n1", "no");
    await().atMost(LATER).until(() -> stored().get(0).count() == 2);
    clock.now = clock.now.plus(Duration.ofMinutes(6));
    add(log, "n1", "no");
    awaitStored(2);
    log.close();
    assertThat(stored()).extracting(EventRecord::count).containsExactly(1, 2);
  }

  private void awaitStored(int events) {
    await().atMost(LATER).until(() -> stored().size() == events);
  }

  @Test
  void theOldestGoFirst() {
    EventLog log = log(100);
    for (int i = 0; i < 500; i++) {
      add(log, "n" + i, "no");
    }
    log.close();
    assertThat(stored()).hasSize(100).first().extracting(EventRecord::proxy).isEqualTo("n499");
  }

  @Test
  void whatWaitsIsBounded() {
    store.close(); // so nothing can be written
    EventLog log = log(100);
    for (int i = 0; i < 10_050; i++) {
      add(log, "n" + i, "no");
    }
    assertThat(log.dropped()).isEqualTo(50);
    open();
    log.close();
    assertThat(stored()).isNotEmpty();
  }
}
