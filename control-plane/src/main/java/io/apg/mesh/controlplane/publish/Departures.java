package io.apg.mesh.controlplane.publish;

import io.apg.mesh.registry.ApplyRequest;
import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.Departing;
import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.Leaving;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.StateChange;
import io.apg.mesh.registry.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the delivery of what left the registry: services after one time, addresses that drain after
 * another. The time runs from the removal; for what was there at {@link #start}, from then. Each
 * costs one look. Where the store cannot be written, it is tried again. Thread-safe.
 */
public final class Departures implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Departures.class);
  private static final long RETRY = Duration.ofSeconds(1).toNanos();

  private final RegistryStore store;
  private final LongSupplier nanos;
  private final Line leaving;
  private final Line draining;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "departures");
            thread.setDaemon(true);
            return thread;
          });

  /** What waits for its end; all of a kind wait equally long, so the first comes first. */
  private record Line(long time, Deque<Departure> waiting) {
    static Line of(Duration time) {
      return new Line(time.toNanos(), new ArrayDeque<>());
    }
  }

  private record Departure(ObjectKey key, long since, long end) {}

  /**
   * Follows {@code store} once {@link #start} is called.
   *
   * @param services how long the cluster of a service is delivered after the service
   * @param endpoints how long an endpoint drains
   * @param nanos a clock that does not go back
   */
  public Departures(
      RegistryStore store, Duration services, Duration endpoints, LongSupplier nanos) {
    this.store = store;
    this.nanos = nanos;
    this.leaving = Line.of(services);
    this.draining = Line.of(endpoints);
  }

  /** Begins to count. */
  public void start() {
    MeshState first = store.subscribe(this::changed);
    first
        .tenants()
        .forEach(
            (tenant, objects) -> {
              Departing departing = objects.departing();
              departing
                  .services()
                  .keySet()
                  .forEach(id -> add(first, new ObjectKey(tenant, ObjectKind.LEAVING, id)));
              departing
                  .endpoints()
                  .values()
                  .forEach(
                      all ->
                          all.keySet()
                              .forEach(
                                  id ->
                                      add(first, new ObjectKey(tenant, ObjectKind.DRAINING, id))));
            });
  }

  private void changed(StateChange change) {
    for (ObjectKey key : change.changed()) {
      if (key.kind() == ObjectKind.LEAVING || key.kind() == ObjectKind.DRAINING) {
        add(change.after(), key);
      }
    }
  }

  private void add(MeshState state, ObjectKey key) {
    Long since = since(state, key);
    if (since == null) {
      return; // It is back, or ended.
    }
    Line line = line(key);
    synchronized (this) {
      line.waiting().add(new Departure(key, since, nanos.getAsLong() + line.time()));
    }
    checkAfter(line.time());
  }

  private void checkAfter(long time) {
    try {
      ScheduledFuture<?> unused = timer.schedule(this::check, time, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      LOG.debug("departures stopped: the next start counts anew");
    }
  }

  /** Ends what has waited long enough; the store knows what is back meanwhile. */
  void check() {
    Map<String, List<Departure>> over = new TreeMap<>();
    synchronized (this) {
      take(leaving, over);
      take(draining, over);
    }
    over.forEach(this::end);
  }

  private void take(Line line, Map<String, List<Departure>> over) {
    long now = nanos.getAsLong();
    Departure first = line.waiting().peek();
    while (first != null && first.end() - now <= 0) {
      over.computeIfAbsent(first.key().tenant(), tenant -> new ArrayList<>())
          .add(line.waiting().remove());
      first = line.waiting().peek();
    }
  }

  private void end(String tenant, List<Departure> departures) {
    Map<String, Long> services = new TreeMap<>();
    Map<String, Long> endpoints = new TreeMap<>();
    for (Departure departure : departures) {
      ObjectKey key = departure.key();
      (key.kind() == ObjectKind.LEAVING ? services : endpoints).put(key.id(), departure.since());
    }
    Change end = new Change.EndDelivery(services, endpoints);
    try {
      store.apply(new ApplyRequest(tenant, "mesh", summary(departures), List.of(end), false, null));
    } catch (StoreUnavailableException e) {
      LOG.warn("event=departure_not_stored tenant={} reason={}", tenant, e.getMessage());
      again(departures);
    } catch (RuntimeException e) { // One tenant's must not keep the others'.
      LOG.error("event=departure_failed tenant={}", tenant, e);
      again(departures);
    }
  }

  private synchronized void again(List<Departure> departures) {
    long next = nanos.getAsLong() + RETRY;
    for (Departure departure : departures) {
      line(departure.key())
          .waiting()
          .addFirst(new Departure(departure.key(), departure.since(), next));
    }
    checkAfter(RETRY);
  }

  private Line line(ObjectKey key) {
    return key.kind() == ObjectKind.LEAVING ? leaving : draining;
  }

  private static String summary(List<Departure> departures) {
    String first = departures.get(0).key().id();
    int more = departures.size() - 1;
    return "end delivery of " + first + (more == 0 ? "" : " and " + more + " more");
  }

  /** The revision that removed something; null = it is not on its way out. */
  private static @Nullable Long since(MeshState state, ObjectKey key) {
    Departing departing = state.tenant(key.tenant()).departing();
    if (key.kind() == ObjectKind.LEAVING) {
      Leaving service = departing.service(key.id());
      return service == null ? null : service.since();
    }
    Endpoint endpoint = departing.endpoint(key.id());
    return endpoint == null ? null : endpoint.stamps().revision();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
