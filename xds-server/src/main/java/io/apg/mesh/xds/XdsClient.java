package io.apg.mesh.xds;

import io.apg.mesh.session.Answer;
import io.apg.mesh.session.ClientSession;
import io.apg.mesh.session.Lane;
import io.apg.mesh.session.Nack;
import io.apg.mesh.session.SessionStatus;
import io.apg.mesh.session.TypeReport;
import io.apg.mesh.session.Withheld;
import io.apg.mesh.session.XdsRequest;
import io.apg.mesh.session.XdsResponse;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.SnapshotSource;
import io.grpc.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: its session, and the streams on which it is served. Everything happens in the
 * client's mailbox; streams and the snapshot source only put tasks there. A response is made only
 * while its stream can be written to.
 */
final class XdsClient {
  private static final Logger log = LoggerFactory.getLogger(XdsClient.class);

  private final XdsContext context;
  private final String id;
  private final Node node;
  private final Mailbox mailbox;
  private final AtomicBoolean dirty = new AtomicBoolean();

  // All below: only in the mailbox.
  private final Map<Lane, XdsStream> streams = new LinkedHashMap<>(2);
  private @Nullable Opened opened;
  private @Nullable Snapshot seen;
  private @Nullable ScheduledFuture<?> tick;
  private long tickAt;

  // Written in the mailbox, read anywhere.
  private volatile SessionStatus status = SessionStatus.NEW;

  private record Opened(ClientSession session, SnapshotSource.Subscription subscription) {}

  /** A client that is yet to be served; {@code id} is unique on this server. */
  XdsClient(XdsContext context, String id, Node node, Mailbox mailbox) {
    this.context = context;
    this.id = id;
    this.node = node;
    this.mailbox = mailbox;
  }

  String id() {
    return id;
  }

  Node node() {
    return node;
  }

  Mailbox mailbox() {
    return mailbox;
  }

  SessionStatus status() {
    return status;
  }

  /** Takes in a request of one of its streams. */
  void request(XdsStream stream, Lane lane, XdsRequest request) {
    mailbox.execute(
        () -> {
          if (stream.isEnded()) {
            return;
          }
          stream.guard(() -> handle(stream, lane, request));
          if (stream.isEnded()) {
            closeAll(Status.UNAVAILABLE.withDescription("client: another of its streams failed"));
          }
        });
  }

  private void handle(XdsStream stream, Lane lane, XdsRequest request) {
    Opened client = opened == null ? open(lane) : opened;
    if (streams.put(lane, stream) == null) {
      stream.begun();
    }
    Answer answer = client.session().onRequest(lane, request, context.nanoTime());
    if (answer != null) {
      report(answer);
      stream.answered(request, answer);
    }
    if (lane.names() > context.maxNames()) {
      throw new LimitExceeded(
          "resource_names: " + lane.names() + " (expected: at most " + context.maxNames() + ")");
    }
    stream.readOn();
    step();
  }

  /** What the client has; asked in its turn. */
  CompletableFuture<ClientReport> look() {
    CompletableFuture<ClientReport> report = new CompletableFuture<>();
    mailbox.execute(
        () -> {
          Opened client = opened;
          try {
            List<TypeReport> types = client == null ? List.of() : client.session().report();
            report.complete(new ClientReport(node, types, status));
          } catch (RuntimeException e) {
            log.error("event=report_failed node={} client={}", node.id(), id, e);
            report.completeExceptionally(e);
          }
        });
    return report;
  }

  private Opened open(Lane lane) {
    boolean envoy = node.userAgentName().equals("envoy");
    ClientSession session =
        ClientSession.of(
            context.source().delivery(),
            lane,
            context.memories().open(node, id),
            context.settings(node).withUnaskedClusters(envoy));
    try {
      Node speaker = node.speaking(lane.isDelta());
      Opened client = new Opened(session, context.source().subscribe(speaker, this::changed));
      opened = client;
      dirty.set(true);
      return client;
    } catch (RuntimeException e) {
      context.memories().close(node, id);
      throw e;
    }
  }

  /** One of its streams has ended. */
  void leave(Lane lane) {
    mailbox.execute(
        () -> {
          XdsStream stream = streams.remove(lane);
          Opened client = opened;
          if (stream == null || client == null) {
            return;
          }
          stream.closed();
          client.session().end(lane);
          if (streams.isEmpty()) {
            release(client);
          } else {
            send();
          }
        });
  }

  private void release(Opened client) {
    opened = null;
    seen = null;
    show(SessionStatus.NEW);
    if (tick != null) {
      tick.cancel(false);
      tick = null;
    }
    context.memories().close(node, id);
    client.subscription().close();
  }

  /** Ends all its streams from this side. */
  void shutdown() {
    mailbox.execute(() -> closeAll(Status.UNAVAILABLE.withDescription("server: stopping")));
  }

  private void closeAll(Status reason) {
    List.copyOf(streams.values()).forEach(stream -> stream.close(reason));
  }

  /** Called by the source, on any thread: however often, one task is enough. */
  private void changed() {
    if (dirty.compareAndSet(false, true)) {
      send();
    }
  }

  /** Sends what there is to send. */
  void send() {
    mailbox.execute(
        () -> {
          try {
            step();
          } catch (Throwable e) { // An Error, too: half-served is worse than gone.
            log.error("event=client_failed node={} client={}", node.id(), id, e);
            closeAll(Status.INTERNAL.withDescription("client: failed (expected: to be served)"));
          }
        });
  }

  private void step() {
    Opened client = opened;
    if (client == null) {
      return;
    }
    takeSnapshot(client);
    long now = context.nanoTime();
    XdsResponse response = client.session().next(now);
    while (response != null) {
      XdsStream stream = streams.get(response.lane());
      if (stream != null) {
        stream.deliver(response);
      }
      response = client.session().next(now);
    }
    schedule(client.session().nextTick());
    show(client.session().status());
  }

  private void show(SessionStatus now) {
    List<Withheld> before = status.withheld();
    status = now;
    if (!before.equals(now.withheld())) {
      context.observe(observer -> observer.withheld(node, before, now.withheld()));
    }
  }

  private void takeSnapshot(Opened client) {
    if (dirty.getAndSet(false)) {
      Snapshot newest = client.subscription().current();
      if (newest != null && newest != seen) {
        seen = newest;
        client.session().onSnapshot(newest);
      }
    }
  }

  private void report(Answer answer) {
    Nack nack = answer.nack();
    if (nack == null) {
      context.observe(observer -> observer.acknowledged(node, answer));
      return;
    }
    log.debug(
        "event=response_refused node={} type={} version={} names={} origins={} message={}",
        node.id(),
        nack.type(),
        answer.version(),
        nack.names(),
        nack.origins(),
        nack.message());
    context.observe(observer -> observer.refused(node, nack));
  }

  private void schedule(OptionalLong next) {
    if (next.isPresent() && tick != null && !tick.isDone() && tickAt == next.getAsLong()) {
      return;
    }
    if (tick != null) {
      tick.cancel(false);
      tick = null;
    }
    if (next.isPresent()) {
      tickAt = next.getAsLong();
      long delay = Math.max(0, tickAt - context.nanoTime());
      tick = mailbox.schedule(this::step, delay);
    }
  }
}
