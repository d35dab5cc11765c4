package io.apg.mesh.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

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

  final HistoryMesh mesh = new HistoryMesh();
  final ModelPeer client;
  final List<String> lines = new ArrayList<>();
  private final boolean told;
  private final HistoryKind kind;
  private final Form form;
  private final Predicate<XdsResponse> delivered;
  private final HistoryChecks checks;
  private final Deque<XdsRequest> toServer = new ArrayDeque<>();
  private final Deque<XdsResponse> toClient = new ArrayDeque<>();
  private Map<XdsType, XdsSession> sessions = new EnumMap<>(XdsType.class);
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
    return kind.ordered
        ? OptionalLong.of(session(XdsType.CLUSTER).status().inSyncWith())
        : OptionalLong.empty();
  }

  // What may happen.

  void publish() {
    snapshot = mesh.publish();
    new HashSet<>(sessions.values()).forEach(session -> session.onSnapshot(snapshot));
  }

  void breakStream() {
    toServer.clear();
    toClient.clear();
    Collection<XdsSession> over = new HashSet<>(sessions.values());
    over.forEach(XdsSession::end);
    streams++;
    Map<XdsType, XdsSession> fresh = new EnumMap<>(XdsType.class);
    XdsSession shared = open("a");
    for (XdsType type : XdsType.values()) {
      fresh.put(type, kind.ordered ? shared : open(type.name()));
    }
    sessions = fresh;
    checks.newStream(over.isEmpty());
    client.connect();
  }

  private XdsSession open(String name) {
    SessionSettings settings = SETTINGS.withUnaskedClusters(kind.isEnvoy());
    XdsSession session = new XdsSession(form, kind.ordered, memory, settings, name + streams + ".");
    session.onSnapshot(snapshot);
    return session;
  }

  /** A new process; {@code kept} = what nodes refused is in its store. */
  void restart(boolean kept) {
    if (!kept) {
      memory = new NodeMemory();
      sessions = new EnumMap<>(XdsType.class);
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
    for (XdsType type : XdsType.values()) {
      XdsResponse response = session(type).next(now);
      if (response != null) {
        if (told) {
          tell("sends ", Shown.response(response));
        }
        checks.sent(response, memory);
        if (delivered.test(response)) {
          toClient.add(response);
        }
        return true;
      }
      if (kind.ordered) {
        return false;
      }
    }
    return false;
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
    checks.heard(request, memory);
    session(request.type()).onRequest(request, now);
    return true;
  }

  private XdsSession session(XdsType type) {
    XdsSession session = sessions.get(type);
    if (session == null) {
      throw new IllegalStateException("no stream for " + type);
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
    long first = Long.MAX_VALUE;
    for (XdsSession session : sessions.values()) {
      first = Math.min(first, session.nextTick().orElse(Long.MAX_VALUE));
    }
    return first < end ? OptionalLong.of(first) : OptionalLong.empty();
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
