package io.apg.mesh.xds;

import com.google.protobuf.ByteString;
import io.apg.mesh.session.SessionSettings;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.SnapshotSource;
import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the streams of one server share. Thread-safe. */
final class XdsContext {
  private static final Logger log = LoggerFactory.getLogger(XdsContext.class);

  private final SnapshotSource source;
  private final XdsObserver observer;
  private final StreamCallbacks callbacks;
  private final Function<Node, SessionSettings> settings;
  private final ByteString controlPlane;
  private final Clock clock;
  private final Loops loops;
  private final int maxStreams;
  private final int maxNames;
  private final Predicate<String> metadata;
  private final NodeMemories memories;
  private final XdsStreams streams;
  private final XdsClients clients = new XdsClients(this);
  private final AtomicLong streamIds = new AtomicLong();
  private final AtomicInteger live = new AtomicInteger();

  XdsContext(XdsServer.Builder builder, Loops loops) {
    this.source = builder.source;
    this.observer = builder.observer;
    this.callbacks = builder.callbacks;
    this.settings = builder.settings;
    this.controlPlane =
        ControlPlane.newBuilder().setIdentifier(builder.identifier).build().toByteString();
    this.clock = builder.clock;
    this.maxStreams = builder.maxStreams;
    this.maxNames = builder.maxNames;
    this.metadata = builder.metadata;
    this.loops = loops;
    this.memories = new NodeMemories(builder.memories, builder.tenantOf, clock, this::observe);
    this.streams = new XdsStreams(memories);
  }

  /** Whether one more stream may begin; if so, {@link #ended} must follow. */
  boolean begin() {
    if (live.incrementAndGet() <= maxStreams) {
      return true;
    }
    live.decrementAndGet();
    return false;
  }

  void ended() {
    live.decrementAndGet();
  }

  SnapshotSource source() {
    return source;
  }

  SessionSettings settings(Node node) {
    return settings.apply(node);
  }

  /** What clients are told about the server, encoded. */
  ByteString controlPlane() {
    return controlPlane;
  }

  Clock clock() {
    return clock;
  }

  long nanoTime() {
    return System.nanoTime();
  }

  Loops loops() {
    return loops;
  }

  NodeMemories memories() {
    return memories;
  }

  /** Most names that one stream may subscribe. */
  int maxNames() {
    return maxNames;
  }

  /** Which fields of the metadata of nodes are kept. */
  Predicate<String> metadata() {
    return metadata;
  }

  XdsClients clients() {
    return clients;
  }

  XdsStreams streams() {
    return streams;
  }

  /** Short, and unique while the server runs: nonces begin with it. */
  String nextStreamId() {
    return Long.toString(streamIds.incrementAndGet(), Character.MAX_RADIX);
  }

  void observe(Consumer<XdsObserver> event) {
    try {
      event.accept(observer);
    } catch (RuntimeException e) {
      log.error("event=observer_failed", e);
    }
  }

  /** Asks the callbacks, who may throw. */
  void ask(Consumer<StreamCallbacks> question) {
    if (callbacks != StreamCallbacks.NONE) {
      question.accept(callbacks);
    }
  }

  /** Tells the callbacks something that is no question. */
  void tell(Consumer<StreamCallbacks> event) {
    try {
      ask(event);
    } catch (RuntimeException e) {
      log.error("event=callback_failed", e);
    }
  }
}
