package io.apg.mesh.controlplane.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.controlplane.publish.SimulatedPublisher;
import io.apg.mesh.registry.ApplyOutcome;
import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.Resolution;
import io.apg.mesh.registry.Service;
import io.apg.mesh.session.SessionSettings;
import io.apg.mesh.session.WatchedPeer;
import io.apg.mesh.snapshot.Publication;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Plays a {@link Story}, once. Whatever does not hold is an {@link AssertionError}. */
final class Simulation {
  private static final Duration DRAIN = Duration.ofSeconds(60);

  /** How long everything may take once nothing keeps it. */
  private static final Duration TO_SETTLE = Duration.ofSeconds(200);

  private static final Duration QUIET = Duration.ofMinutes(20);

  /** Streams younger than that may be about to learn what the client has. */
  private static final Duration YOUNG = Duration.ofSeconds(8);

  private final Story story;
  private final Log log;
  private final VirtualTime time = new VirtualTime();
  private final Counters counters = new Counters();
  private final SimulatedRegistry registry = new SimulatedRegistry(time);
  private final List<Replica> replicas = new ArrayList<>();
  private final Map<String, SimulatedClient> clients = new LinkedHashMap<>();

  Simulation(Story story, Flaw flaw, Log log) {
    this.story = story;
    this.log = line -> log.tell(() -> time.now() / 1_000_000 + " " + line.get());
    SessionSettings settings = settings(story.warmBound());
    for (int i = 0; i < story.replicas(); i++) {
      Random random = new Random(story.seed() * 31 + i);
      replicas.add(new Replica(time, registry, settings, random, flaw));
    }
    for (ClientSpec spec : story.clients()) {
      clients.put(
          spec.name(),
          new SimulatedClient(time, spec, story.seed(), replicas, settings, counters, this.log));
    }
  }

  private static SessionSettings settings(Duration warmBound) {
    SessionSettings usual = SessionSettings.DEFAULT.withRelease(Duration.ofSeconds(30), DRAIN);
    return new SessionSettings(
        usual.releaseAfter(),
        usual.drainAfter(),
        warmBound,
        usual.regroupAfter(),
        usual.clusterRequestAfter(),
        512,
        usual.unaskedClusters());
  }

  Counters counters() {
    return counters;
  }

  /** Plays it to its end, and then until all is quiet. */
  void play() {
    clients.values().forEach(SimulatedClient::connect);
    long end = 0;
    for (Happening happening : story.happenings()) {
      end = happening.millis() * 1_000_000;
      time.at(end, () -> happen(happening));
    }
    time.runUntil(end);
    mend();
    time.runUntil(time.now() + TO_SETTLE.toNanos());
    checkEnd();
    long settled = time.now();
    time.runUntil(settled + QUIET.toNanos());
    for (SimulatedClient client : clients.values()) {
      assertThat(client.lastResponse())
          .as("%s was sent something while nothing happened", client.spec())
          .isLessThanOrEqualTo(settled);
    }
    for (Replica replica : replicas) {
      counters.add(Counters.What.PUBLICATIONS, replica.publisher().cache().current().id());
    }
  }

  private void mend() {
    log.tell(() -> "the end: everything is mended");
    replicas.forEach(replica -> replica.lag(Duration.ZERO));
    clients.values().forEach(SimulatedClient::resume);
    change(List.of("mend"));
    time.after(DRAIN, () -> change(List.of("depart")));
  }

  // What happens.

  private void happen(Happening happening) {
    log.tell(() -> "* " + happening);
    counters.add(Counters.What.HAPPENINGS);
    List<String> words = happening.words();
    switch (words.get(0)) {
      case "cut" -> client(words.get(1), SimulatedClient::cut);
      case "stall" -> client(words.get(1), SimulatedClient::stall);
      case "resume" -> client(words.get(1), SimulatedClient::resume);
      case "restart" -> restart(words);
      case "lag" -> replica(words.get(1)).lag(Duration.ofMillis(Long.parseLong(words.get(2))));
      case "calm" -> checkCalm();
      default -> change(words);
    }
  }

  private void client(String name, Consumer<SimulatedClient> what) {
    SimulatedClient client = clients.get(name);
    if (client != null) {
      what.accept(client);
    }
  }

  private Replica replica(String number) {
    return replicas.get(Integer.parseInt(number) % replicas.size());
  }

  private void restart(List<String> words) {
    Replica replica = replica(words.get(1));
    if (!replica.isUp()) {
      return;
    }
    counters.add(Counters.What.RESTARTS);
    for (SimulatedClient client : clients.values()) {
      ServedStream stream = client.stream();
      if (stream != null && stream.replica() == replica) {
        client.cut();
      }
    }
    replica.stop();
    boolean kept = words.get(3).equals("kept");
    time.after(Duration.ofMillis(Long.parseLong(words.get(2))), () -> replica.start(kept));
  }

  private void change(List<String> words) {
    List<Change> changes =
        ChangeWords.parse(words, registry.state().tenant(SimulatedRegistry.TENANT));
    if (changes == null) {
      throw new IllegalArgumentException("words: " + words + " (expected: some that are known)");
    }
    if (changes.isEmpty()) {
      return;
    }
    if (registry.apply(changes) instanceof ApplyOutcome.Refused refused) {
      log.tell(() -> "refused: " + refused.problems());
      counters.add(Counters.What.CHANGES_REFUSED);
      return;
    }
    counters.add(Counters.What.REVISIONS);
  }

  // What must hold.

  /** Whoever can have everything that waits for nothing slow has it. */
  private void checkCalm() {
    counters.add(Counters.What.CALM_CHECKS);
    Set<String> slow = new TreeSet<>();
    for (Service s : registry.state().tenant(SimulatedRegistry.TENANT).services().values()) {
      if (s.resolution() == Resolution.PROXY) {
        slow.add(s.id());
      }
    }
    for (SimulatedClient client : clients.values()) {
      ServedStream stream = client.stream();
      if (stream == null
          || client.isStalled()
          || time.now() - client.connectedAt() < YOUNG.toNanos()) {
        continue;
      }
      assertThat(stream.replica().isCurrent()).as("the replica of %s", client.spec()).isTrue();
      counters.add(Counters.What.CLIENTS_COMPARED);
      Snapshot snapshot = snapshot(client, stream);
      assertThat(client.peer().avoidable(snapshot, slow, knowsRoutes(client, snapshot)))
          .as("what %s has not at %d ms", client.spec(), time.now() / 1_000_000)
          .isEmpty();
    }
  }

  /**
   * Whether one route does not have to wait for another. A server that does not know what routes a
   * client has from an earlier stream changes none before all can serve, and are accepted.
   */
  private boolean knowsRoutes(SimulatedClient client, Snapshot snapshot) {
    long age = time.now() - client.connectedAt();
    boolean hasBad = snapshot.resources(XdsType.ROUTE).stream().anyMatch(WatchedPeer::isBad);
    return client.streams() == 1 || (!hasBad && age > story.warmBound().plus(YOUNG).toNanos());
  }

  private static Snapshot snapshot(SimulatedClient client, ServedStream stream) {
    Snapshot snapshot = stream.snapshot();
    if (snapshot == null) {
      throw new AssertionError(client.spec() + " has no snapshot");
    }
    return snapshot;
  }

  private void checkEnd() {
    for (Replica replica : replicas) {
      Publication publication = replica.publisher().cache().current();
      assertThat(publication.revision()).isEqualTo(registry.state().revision());
      assertThat(SimulatedPublisher.versions(publication))
          .as("what a replica publishes, and what it would had it just started")
          .isEqualTo(SimulatedPublisher.expected(registry.state(), publication.views().keySet()));
    }
    for (SimulatedClient client : clients.values()) {
      ServedStream stream = client.stream();
      if (stream == null) {
        throw new AssertionError(client.spec() + " has no stream at the end");
      }
      Snapshot snapshot = snapshot(client, stream);
      counters.add(Counters.What.CLIENTS_COMPARED);
      assertThat(client.peer().differences(snapshot))
          .as("what %s has not at the end", client.spec())
          .isEmpty();
      if (client.spec().kind() != ClientSpec.Kind.REFUSER) {
        assertThat(stream.status().inSyncWith())
            .as("the publication that %s is said to be in sync with", client.spec())
            .isEqualTo(snapshot.publication());
      }
    }
  }
}
