package io.apg.mesh.controlplane.server;

import com.google.common.collect.MapMaker;
import io.apg.mesh.controlplane.observed.ObjectRef;
import io.apg.mesh.controlplane.observed.ObservedState;
import io.apg.mesh.controlplane.observed.ProxyView;
import io.apg.mesh.controlplane.publish.Publisher;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.Service;
import io.apg.mesh.session.Form;
import io.apg.mesh.session.Nack;
import io.apg.mesh.session.SessionStatus;
import io.apg.mesh.session.TypeStatus;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import io.apg.mesh.translate.NodeMetadata;
import io.apg.mesh.translate.Proxies;
import io.apg.mesh.xds.StreamStatus;
import io.apg.mesh.xds.XdsStreams;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The proxies that are connected to this process, put together from their streams. Thread-safe. */
final class ProxyBoard implements ObservedState, AutoCloseable {
  private static final Map<XdsType, String> WORDS =
      new EnumMap<>(
          Map.of(
              XdsType.RUNTIME, "rtds",
              XdsType.SECRET, "sds",
              XdsType.EXTENSION_CONFIG, "ecds",
              XdsType.CLUSTER, "cds",
              XdsType.ENDPOINT, "eds",
              XdsType.LISTENER, "lds",
              XdsType.SCOPED_ROUTE, "srds",
              XdsType.ROUTE, "rds",
              XdsType.VIRTUAL_HOST, "vhds"));
  // Shown even of a proxy that has not asked for them.
  private static final Set<XdsType> ALWAYS =
      EnumSet.of(XdsType.CLUSTER, XdsType.ENDPOINT, XdsType.LISTENER, XdsType.ROUTE);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(25);

  private final XdsStreams streams;
  private final Publisher publisher;
  private final Supplier<MeshState> state;
  private final AnswerTimes times;
  private final ScheduledExecutorService timer;
  private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean looking = new AtomicBoolean();
  private final ConcurrentMap<Node, Proxies.Identified> identities =
      new MapMaker().weakKeys().makeMap();

  private record Waiting(String tenant, long revision, CompletableFuture<Void> done) {}

  ProxyBoard(
      XdsStreams streams,
      Publisher publisher,
      Supplier<MeshState> state,
      AnswerTimes times,
      ScheduledExecutorService timer) {
    this.times = times;
    this.streams = streams;
    this.publisher = publisher;
    this.state = state;
    this.timer = timer;
  }

  /** The word of a type, as in {@code GET /api/proxies}. */
  static String word(XdsType type) {
    return WORDS.getOrDefault(type, type.name());
  }

  @Override
  public List<ProxyView> proxies(String tenant) {
    Map<String, List<StreamStatus>> byNode = new LinkedHashMap<>();
    for (StreamStatus stream : streams.list()) {
      byNode.computeIfAbsent(stream.node().id(), id -> new ArrayList<>()).add(stream);
    }
    List<ProxyView> proxies = new ArrayList<>();
    byNode.forEach(
        (id, all) -> {
          Proxies.Identified known =
              identities.computeIfAbsent(
                  all.get(0).node(), node -> Proxies.of(node, NodeMetadata.DEFAULTS));
          if (known.metadata().tenant().equals(tenant)) {
            proxies.add(proxy(known, all));
          }
        });
    return proxies;
  }

  private ProxyView proxy(Proxies.Identified known, List<StreamStatus> all) {
    StreamStatus newest = all.get(all.size() - 1);
    boolean gateway = known.metadata().role() == NodeMetadata.Role.GATEWAY;
    String tenant = known.metadata().tenant();
    Service service = gateway ? null : state.get().tenant(tenant).service(known.owner());
    String namespace = known.metadata().namespace();
    if (namespace.isEmpty() && service != null) {
      namespace = service.name().namespace();
    }
    // Read before the snapshot: whoever has the snapshot has this revision, too.
    long published = publisher.revision();
    Snapshot snapshot = publisher.cache().current(newest.node().id());
    Map<String, ProxyView.TypeView> types = new LinkedHashMap<>();
    for (XdsType type : XdsType.values()) {
      TypeStatus status = worst(all, type);
      if (ALWAYS.contains(type) || status.state() != TypeStatus.State.NOT_SENT) {
        types.put(word(type), type(newest.node().id(), status, snapshot, type));
      }
    }
    return new ProxyView(
        newest.node().id(),
        gateway ? "" : known.owner(),
        service == null ? known.owner() : service.name().name(),
        tenant,
        namespace,
        ProxyView.Role.valueOf(known.metadata().role().name()),
        newest.node().userAgentVersion(),
        newest.peer(),
        newest.form() == Form.DELTA ? "delta" : "sotw",
        newest.since(),
        revision(all, snapshot, published, false),
        revision(all, snapshot, published, true),
        types);
  }

  /** The revision that all streams of a proxy have been sent, or have acknowledged, in full. */
  private long revision(
      List<StreamStatus> all, @Nullable Snapshot snapshot, long published, boolean acked) {
    long revision = Long.MAX_VALUE;
    for (StreamStatus stream : all) {
      long in = stream.session().inSyncWith();
      boolean current = snapshot != null && in == snapshot.publication();
      if (current || (!acked && snapshot != null && isServed(stream.session(), snapshot))) {
        revision = Math.min(revision, published);
      } else {
        long had = in < 0 || snapshot == null ? in : snapshot.unchangedUntil(in);
        revision = Math.min(revision, had < 0 ? 0 : publisher.revisionOf(had));
      }
    }
    return revision == Long.MAX_VALUE ? 0 : revision;
  }

  private static boolean isServed(SessionStatus session, Snapshot snapshot) {
    for (XdsType type : XdsType.values()) {
      TypeStatus status = session.of(type);
      if (status.state() != TypeStatus.State.NOT_SENT
          && !status.served().equals(snapshot.version(type))) {
        return false;
      }
    }
    return session.of(XdsType.CLUSTER).state() != TypeStatus.State.NOT_SENT;
  }

  private static TypeStatus worst(List<StreamStatus> all, XdsType type) {
    TypeStatus worst = TypeStatus.NOT_SENT;
    for (StreamStatus stream : all) {
      TypeStatus status = stream.session().of(type);
      if (status.state().compareTo(worst.state()) < 0) {
        worst = status;
      }
    }
    return worst;
  }

  private ProxyView.TypeView type(
      String node, TypeStatus status, @Nullable Snapshot snapshot, XdsType type) {
    boolean asked = status.state() != TypeStatus.State.NOT_SENT;
    return new ProxyView.TypeView(
        ProxyView.Status.valueOf(status.state().name()),
        status.served(),
        status.acked(),
        asked && snapshot != null ? snapshot.size(type) : 0,
        times.acknowledged(node, type),
        status.waits(),
        rejection(status.error(), times.refused(node, type)));
  }

  private static ProxyView.@Nullable Rejection rejection(
      @Nullable Nack nack, @Nullable Instant time) {
    if (nack == null) {
      return null;
    }
    return new ProxyView.Rejection(
        nack.message(),
        nack.origins().stream().map(o -> new ObjectRef(o.kind(), o.id())).toList(),
        nack.names(),
        time == null ? Instant.EPOCH : time);
  }

  @Override
  public CompletionStage<Void> awaitAcked(String tenant, long revision, Duration max) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    waiting.add(new Waiting(tenant, revision, done));
    look();
    return done.completeOnTimeout(null, max.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** One look serves all who wait, as long as somebody does. */
  private void look() {
    Map<String, Long> acked = new HashMap<>();
    waiting.removeIf(
        one -> {
          long reached =
              acked.computeIfAbsent(
                  one.tenant(),
                  tenant ->
                      proxies(tenant).stream()
                          .mapToLong(ProxyView::ackedRevision)
                          .min()
                          .orElse(Long.MAX_VALUE));
          if (reached >= one.revision() && state.get().revision() >= one.revision()) {
            one.done().complete(null);
          }
          return one.done().isDone();
        });
    if (!waiting.isEmpty() && looking.compareAndSet(false, true)) {
      ScheduledFuture<?> unused =
          timer.schedule(
              () -> {
                looking.set(false);
                look();
              },
              LOOK_AGAIN.toMillis(),
              TimeUnit.MILLISECONDS);
    }
  }

  /** Answers those who wait, with what there is now. */
  @Override
  public void close() {
    waiting.forEach(one -> one.done().complete(null));
  }
}
