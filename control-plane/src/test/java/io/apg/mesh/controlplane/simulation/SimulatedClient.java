package io.apg.mesh.controlplane.simulation;

import io.apg.mesh.session.NodeMemory;
import io.apg.mesh.session.SessionSettings;
import io.apg.mesh.session.WatchedPeer;
import io.apg.mesh.session.XdsRequest;
import io.apg.mesh.session.XdsResponse;
import io.apg.mesh.snapshot.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A client with its connections, one after another, to whatever replica it finds. */
final class SimulatedClient {
  private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(15);
  private static final int BACK_OFF_MILLIS = 1_000;

  private final VirtualTime time;
  private final ClientSpec spec;
  private final Random random;
  private final List<Replica> replicas;
  private final Counters counters;
  private final Log log;
  private final WatchedPeer peer;
  private @Nullable Connection connection;
  private boolean stalled;
  private long connectedAt;
  private int streams;
  private long lastResponse;
  private Set<String> cold = new TreeSet<>();
  private long coldSince;
  private final Map<String, Long> asked = new TreeMap<>();
  private long waits;

  SimulatedClient(
      VirtualTime time,
      ClientSpec spec,
      long seed,
      List<Replica> replicas,
      SessionSettings settings,
      Counters counters,
      Log log) {
    this.time = time;
    this.spec = spec;
    this.random = new Random(seed ^ spec.name().hashCode() * 0x9E3779B97F4A7C15L);
    this.replicas = replicas;
    this.counters = counters;
    this.log = log;
    this.peer = peer(settings);
  }

  private WatchedPeer peer(SessionSettings settings) {
    return switch (spec.kind()) {
      case ENVOY ->
          WatchedPeer.envoy(
              spec.form(), settings, Connection.SLOWEST, ChangeWords::answers, this::say);
      case GRPC -> WatchedPeer.grpc(spec.target(), settings, Connection.SLOWEST, this::say);
      case REFUSER -> WatchedPeer.refuser(spec.form(), settings, this::say);
    };
  }

  ClientSpec spec() {
    return spec;
  }

  Counters counters() {
    return counters;
  }

  WatchedPeer peer() {
    return peer;
  }

  /** What it has at a replica; null = no stream. */
  @Nullable ServedStream stream() {
    return connection == null ? null : connection.stream();
  }

  /** Since when its stream is open. */
  long connectedAt() {
    return connectedAt;
  }

  /** How many streams it has had. */
  int streams() {
    return streams;
  }

  /** When a server sent it something last. */
  long lastResponse() {
    return lastResponse;
  }

  void connect() {
    if (connection != null) {
      return;
    }
    List<Replica> up = replicas.stream().filter(Replica::isUp).toList();
    if (up.isEmpty()) {
      time.after(Duration.ofMillis(200), this::connect);
      return;
    }
    Connection opened = new Connection(time, random, this);
    connection = opened;
    connectedAt = time.now();
    streams++;
    opened.open(up.get(random.nextInt(up.size())));
    counters.add(Counters.What.STREAMS);
    log.tell(() -> spec.name() + " connects");
    peer.connect();
  }

  /** Its stream breaks, and it comes back. */
  void cut() {
    Connection old = connection;
    if (old != null) {
      old.cut();
      connection = null;
      log.tell(() -> spec.name() + " is cut off");
      time.after(Duration.ofMillis(10 + random.nextInt(BACK_OFF_MILLIS)), this::connect);
    }
  }

  boolean isStalled() {
    return stalled;
  }

  /** It reads nothing more. */
  void stall() {
    stalled = true;
    counters.add(Counters.What.STALLS);
  }

  void resume() {
    stalled = false;
    if (connection != null) {
      connection.readAll();
    }
  }

  private void say(XdsRequest request) {
    if (connection != null) {
      log.tell(() -> spec.name() + " says " + request);
      connection.say(request);
    }
  }

  void heard(XdsRequest request, NodeMemory memory, Snapshot snapshot) {
    guarded(() -> peer.heard(request, memory, snapshot));
  }

  void sent(XdsResponse response, NodeMemory memory) {
    lastResponse = time.now();
    log.tell(() -> spec.name() + " is sent " + WatchedPeer.shown(response));
    guarded(() -> peer.sent(response, memory));
  }

  void receive(XdsResponse response) {
    log.tell(() -> spec.name() + " gets #" + response.nonce());
    guarded(() -> peer.receive(response, time.now()));
    watchWarming();
  }

  /** Envoy waits so long for a load assignment, and then goes on without. */
  private void watchWarming() {
    peer.asked().forEach((name, bound) -> asked.computeIfAbsent(name, n -> wait(n, bound)));
    asked.keySet().retainAll(peer.asked().keySet());
    Set<String> now = peer.cold();
    if (!now.equals(cold)) {
      cold = now;
      long since = ++coldSince;
      if (peer.isWarming()) {
        time.after(FETCH_TIMEOUT, () -> runOut(since));
      }
    }
  }

  /** Envoy gives up on names and health checks that are not answered. */
  private Long wait(String cluster, Duration bound) {
    long number = ++waits;
    time.after(
        bound,
        () -> {
          if (Long.valueOf(number).equals(asked.remove(cluster))) {
            guarded(() -> peer.unanswered(cluster, time.now()));
            counters.add(Counters.What.TIMEOUTS);
            watchWarming();
          }
        });
    return number;
  }

  private void runOut(long since) {
    if (since == coldSince && peer.isWarming()) {
      guarded(
          () -> {
            Set<String> given = peer.runOut(time.now());
            log.tell(() -> spec.name() + " gives up on " + given);
          });
      counters.add(Counters.What.TIMEOUTS);
      watchWarming();
    }
  }

  private void guarded(Runnable what) {
    try {
      what.run();
    } catch (AssertionError e) {
      throw new AssertionError(
          "%s at %d ms: %s".formatted(spec, time.now() / 1_000_000, e.getMessage()), e);
    }
  }
}
