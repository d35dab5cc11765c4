package io.apg.mesh.controlplane.history;

import io.apg.mesh.registry.EventQuery;
import io.apg.mesh.registry.EventRecord;
import io.apg.mesh.registry.EventRecord.ObjectName;
import io.apg.mesh.registry.ObservedStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What happened in the running mesh. Events are written a moment later, together; the same again
 * within some minutes is counted on the first. Bounded in number and age, and in what waits to be
 * written: what is too much is dropped, and counted. Thread-safe.
 */
public final class EventLog implements AutoCloseable {
  private static final Duration SAME = Duration.ofMinutes(10);
  private static final int WAITING = 10_000;
  private static final int RECENT = 1_000;
  private static final int TRIM_EACH = 256;

  private final Supplier<ObservedStore> store;
  private final Clock clock;
  private final int most;
  private final Duration kept;
  private final BatchWriter writer = new BatchWriter("events", this::write);
  // Guarded by itself.
  private final Map<Same, EventRecord> waiting = new LinkedHashMap<>();
  private int writing;
  private long dropped;
  // Only on the writer's thread.
  private final Map<Same, EventRecord> recent = new LinkedHashMap<>();
  private int written = TRIM_EACH;

  /** What makes two events one. */
  private record Same(
      String tenant, String type, String proxy, List<ObjectName> objects, String message) {
    static Same of(EventRecord event) {
      return new Same(
          event.tenant(), event.type(), event.proxy(), event.objects(), event.message());
    }
  }

  /**
   * Keeps events in a store that is open when they come.
   *
   * @param most how many
   * @param kept how long
   */
  public EventLog(Supplier<ObservedStore> store, Clock clock, int most, Duration kept) {
    this.store = store;
    this.clock = clock;
    this.most = most;
    this.kept = kept;
  }

  /**
   * Something happened. Returns at once.
   *
   * @param about the objects; the first is the foremost
   */
  public void add(EventType type, String tenant, Subject about, String message) {
    Instant now = clock.instant();
    EventRecord event =
        new EventRecord(
            0,
            now,
            now,
            1,
            tenant,
            type.word(),
            about.proxy(),
            about.objects(),
            message,
            about.revision(),
            about.details());
    synchronized (waiting) {
      Same same = Same.of(event);
      EventRecord known = waiting.get(same);
      if (known == null && waiting.size() + writing >= WAITING) {
        dropped++;
        return;
      }
      waiting.put(same, known == null ? event : known.plus(event));
    }
    writer.ask();
  }

  /**
   * What an event is about.
   *
   * @param proxy a node id; empty = none
   * @param revision the newest of the objects; 0 = none
   */
  public record Subject(
      String proxy, List<ObjectName> objects, long revision, Map<String, String> details) {
    public Subject {
      objects = List.copyOf(objects);
      details = Map.copyOf(details);
    }
  }

  /** Events that are written, newest first. */
  public List<EventRecord> find(EventQuery query) {
    return store.get().events(query);
  }

  /** How many were dropped. */
  public long dropped() {
    synchronized (waiting) {
      return dropped;
    }
  }

  private void write() {
    Map<Same, EventRecord> batch;
    synchronized (waiting) {
      batch = new LinkedHashMap<>(waiting);
      waiting.clear();
      writing = batch.size();
    }
    if (batch.isEmpty()) {
      return;
    }
    List<EventRecord> rows = new ArrayList<>();
    batch.forEach((same, event) -> rows.add(joined(same, event)));
    List<Long> ids;
    try {
      ids = store.get().putEvents(rows);
    } catch (RuntimeException e) {
      synchronized (waiting) {
        batch.forEach((same, event) -> waiting.merge(same, event, (now, old) -> old.plus(now)));
        writing = 0;
      }
      throw e;
    }
    synchronized (waiting) {
      writing = 0;
    }
    for (int i = 0; i < rows.size(); i++) {
      remember(rows.get(i), ids.get(i));
    }
    trim(rows.size());
  }

  private EventRecord joined(Same same, EventRecord event) {
    EventRecord known = recent.get(same);
    return known == null || known.time().plus(SAME).isBefore(event.time())
        ? event
        : known.plus(event);
  }

  private void remember(EventRecord event, long id) {
    Same same = Same.of(event);
    recent.remove(same);
    recent.put(same, event.withId(id));
    var eldest = recent.keySet().iterator();
    while (recent.size() > RECENT && eldest.hasNext()) {
      eldest.next();
      eldest.remove();
    }
  }

  private void trim(int more) {
    written += more;
    if (written >= TRIM_EACH) {
      written = 0;
      store.get().trimEvents(clock.instant().minus(kept), most);
    }
  }

  /** Writes what is left. */
  @Override
  public void close() {
    writer.close();
  }
}
