package io.apg.mesh.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One mesh, one client and the sessions between them, while a history is played. The same steps
 * always go the same way.
 */
final class HistoryRun {
  /** Settings under which nothing is sent because time ran out. */
  static final SessionSettings SETTINGS =
      new SessionSettings(
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofDays(1),
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          64,
          true);

  private static final Duration EVER = Duration.ofDays(3);
  private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(15);
  private static final int STORM = 900;

  final HistoryMesh mesh;
  final ModelPeer client;
  final List<String> lines = new ArrayList<>();
  private final boolean told;
  private final HistoryKind kind;
  private final Form form;
  private final Predicate<XdsResponse> delivered;
  private final HistoryChecks checks;
  private final Deque<XdsRequest> toServer = new ArrayDeque<>();
  private final Deque<XdsResponse> toClient = new ArrayDeque<>();
  private final Map<XdsType, Lane> lanes = new EnumMap<>(XdsType.class);
  private @Nullable XdsSession session;
  private NodeMemory memory = new NodeMemory();
  private Snapshot snapshot;
  private long now;
  private int streams;

  HistoryRun(HistoryKind kind, Form form, boolean told) {
    this(kind, form, told, response -> true);
  }

  /**
   * A history about to be played.
   *
   * @param told whether it is written down how it goes
   * @param delivered the responses that do not get lost on the way, as none should
   */
  HistoryRun(HistoryKind kind, Form form, boolean told, Predicate<XdsResponse> delivered) {
    this.told = told;
    this.kind = kind;
    this.mesh = new HistoryMesh(kind.isScoped());
    this.form = form;
    this.delivered = delivered;
    this.client = kind.client(form, toServer);
    this.checks = new HistoryChecks(kind, form, client);
    snapshot = mesh.publish();
    breakStream();
  }

  /** Plays a history to its end, and then until all is quiet. */
  void play(List<Step> steps) {
    for (Step step : steps) {
      tell("* ", step);
      step.action().accept(this);
      checks.afterStep(now);
    }
    tell("* the end: all becomes warm", "");
    client.takenPorts().clear();
    mesh.hurry();
    publish();
    settle();
    checks.atEnd(snapshot, memory, synced());
    if (kind.refuses) {
      tell("* the end: all is mended", "");
      mesh.mend();
      publish();
      settle();
      checks.mended(snapshot);
    }
  }

  private void tell(String words, Object what) {
    if (told) {
      lines.add(words + what);
    }
  }

  private OptionalLong synced() {
    return kind.ordered ? OptionalLong.of(session().status().inSyncWith()) : OptionalLong.empty();
  }

  // What may happen.

  void publish() {
    snapshot = mesh.publish();
    session().onSnapshot(snapshot);
  }

  void breakStream() {
    toServer.clear();
    toClient.clear();
    boolean first = session == null;
    lanes.values().stream().distinct().forEach(lane -> session().end(lane));
    streams++;
    Lane shared = lane("a");
    for (XdsType type : XdsType.values()) {
      lanes.put(type, kind.ordered ? shared : lane(type.name()));
    }
    Lane opened = lanes.getOrDefault(XdsType.CLUSTER, shared);
    session = new XdsSession(opened, memory, SETTINGS.withUnaskedClusters(kind.isEnvoy()));
    session.onSnapshot(snapshot);
    checks.newStream(first);
    client.connect();
  }

  private Lane lane(String name) {
    return new Lane(form, kind.ordered, name + streams + ".", () -> true);
  }

  /** A new process; {@code kept} = what nodes refused is in its store. */
  void restart(boolean kept) {
    if (!kept) {
      memory = new NodeMemory();
      session = null;
      lanes.clear();
    }
    breakStream();
  }

  void pass(Duration time) {
    now += time.toNanos();
  }

  void runOut() {
    client.runOut();
  }

  boolean serverSends() {
    XdsResponse response = session().next(now);
    if (response == null) {
      return false;
    }
    if (told) {
      tell("sends ", Shown.response(response));
    }
    checks.sent(response, memory);
    if (delivered.test(response)) {
      toClient.add(response);
    }
    return true;
  }

  boolean clientReceives() {
    XdsResponse response = toClient.poll();
    if (response == null) {
      return false;
    }
    tell("client gets #", response.nonce());
    checks.removes(response, now);
    client.receive(response);
    return true;
  }

  boolean serverHears() {
    XdsRequest request = toServer.poll();
    if (request == null) {
      return false;
    }
    tell("server gets ", request);
    checks.heard(request, memory, snapshot);
    session().onRequest(lanes.get(request.type()), request, now);
    return true;
  }

  private XdsSession session() {
    if (session == null) {
      throw new IllegalStateException("no stream");
    }
    return session;
  }

  /** Everything is delivered, and the clock stands still. Answers whether anything was. */
  boolean deliverAll() {
    int moves = 0;
    while (deliver()) {
      checks.afterStep(now);
      assertThat(++moves).as("messages without an end").isLessThan(STORM);
    }
    return moves > 0;
  }

  private boolean deliver() {
    boolean received = serverHears();
    boolean sent = serverSends();
    return clientReceives() || sent || received;
  }

  /** A moment later, only what needs something slow or refused is not there. */
  void calm() {
    long end = now + HistoryChecks.MOMENT.toNanos();
    deliverAll();
    for (OptionalLong tick = tick(end); tick.isPresent(); tick = tick(end)) {
      now = Math.max(now, tick.getAsLong());
      deliverAll();
    }
    now = end;
    deliverAll();
    checks.calm(snapshot, memory);
  }

  private OptionalLong tick(long end) {
    OptionalLong next = session().nextTick();
    return next.isPresent() && next.getAsLong() < end ? next : OptionalLong.empty();
  }

  private void settle() {
    for (int round = 0; round < 200; round++) {
      boolean moved = deliverAll();
      client.drain();
      boolean warms = client.isWarming();
      OptionalLong tick = tick(now + (warms ? FETCH_TIMEOUT : EVER).toNanos());
      if (tick.isPresent()) {
        now = Math.max(now, tick.getAsLong());
        tell("waits", "");
      } else if (warms) {
        now += FETCH_TIMEOUT.toNanos();
        Set<String> waited = client.runOut();
        tell("in vain ", waited);
        checks.inVain(waited, snapshot, memory);
      } else if (!moved && toServer.isEmpty()) {
        return;
      }
    }
    throw new AssertionError("does not settle");
  }
}
