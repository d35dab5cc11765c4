package io.apg.mesh.controlplane.simulation;

import io.apg.mesh.controlplane.publish.Publisher;
import io.apg.mesh.controlplane.publish.SimulatedPublisher;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.StateChange;
import io.apg.mesh.session.SessionSettings;
import io.apg.mesh.xds.SimulatedMemories;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** One server of several: its view of the registry, its publisher, its streams. */
final class Replica {
  private static final int LAG_MILLIS = 20;

  private final VirtualTime time;
  private final SimulatedRegistry registry;
  private final SessionSettings settings;
  private final Random random;
  private final Flaw flaw;
  private final SimulatedMemories memories;
  private final List<ServedStream> streams = new ArrayList<>();
  private LaggingStore store;
  private Publisher publisher;
  private boolean up = true;
  private Duration lag = Duration.ZERO;
  private long seenAt;
  private long toldAt;

  Replica(
      VirtualTime time,
      SimulatedRegistry registry,
      SessionSettings settings,
      Random random,
      Flaw flaw) {
    this.time = time;
    this.registry = registry;
    this.settings = settings;
    this.random = random;
    this.flaw = flaw;
    this.memories = new SimulatedMemories(time);
    this.store = new LaggingStore(registry.state());
    this.publisher = publisher(store);
    registry.subscribe(this::hear);
  }

  private Publisher publisher(LaggingStore from) {
    TimedWorker worker = new TimedWorker(time);
    Publisher started = SimulatedPublisher.on(from, worker);
    started.start();
    worker.started();
    return started;
  }

  private void hear(StateChange step) {
    if (!up) {
      return;
    }
    LaggingStore mine = store;
    seenAt = Math.max(seenAt, time.now() + lag.toNanos() + millis(LAG_MILLIS));
    toldAt = Math.max(Math.max(toldAt, seenAt), seenAt + millis(3));
    StateChange told = flaw == Flaw.FORGOTTEN_CHANGE ? withoutRoutes(step) : step;
    time.at(seenAt, () -> mine.see(step));
    time.at(toldAt, () -> mine.tell(told));
  }

  private static StateChange withoutRoutes(StateChange step) {
    Set<ObjectKey> known = new HashSet<>(step.changed());
    known.removeIf(key -> key.kind() == ObjectKind.ROUTE);
    return new StateChange(step.before(), step.after(), known, step.revisions());
  }

  private long millis(int most) {
    return Duration.ofMillis(random.nextInt(most)).toNanos();
  }

  /** From now on it hears of changes later. */
  void lag(Duration more) {
    lag = more;
  }

  boolean isUp() {
    return up;
  }

  /** All its streams break, and nobody can reach it. */
  void stop() {
    up = false;
    publisher.close();
    List.copyOf(streams).forEach(ServedStream::end);
  }

  /** It comes back, with nothing but what is stored. */
  void start(boolean memoriesKept) {
    memories.restart(memoriesKept);
    store = new LaggingStore(registry.state());
    seenAt = time.now();
    toldAt = time.now();
    up = true;
    publisher = publisher(store);
  }

  ServedStream serve(Connection connection) {
    SimulatedClient client = connection.client();
    String id = client.spec().name() + "-" + client.streams();
    ServedStream stream =
        new ServedStream(time, this, client.spec().node(), id, settings, connection);
    streams.add(stream);
    return stream;
  }

  void ended(ServedStream stream) {
    streams.remove(stream);
  }

  SimulatedMemories memories() {
    return memories;
  }

  Publisher publisher() {
    return publisher;
  }

  Flaw flaw() {
    return flaw;
  }

  /** Whether it has published the newest state of the registry. */
  boolean isCurrent() {
    return publisher.revision() == registry.state().revision();
  }
}
