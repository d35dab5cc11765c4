package io.apg.mesh.xds;

import io.apg.mesh.session.Answer;
import io.apg.mesh.session.Nack;
import io.apg.mesh.session.SessionStatus;
import io.apg.mesh.session.Withheld;
import io.apg.mesh.session.XdsResponse;
import io.apg.mesh.session.XdsSession;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.SnapshotSource;
import io.apg.mesh.snapshot.XdsType;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gRPC stream and its session. Everything happens in the stream's mailbox; gRPC and the
 * snapshot source only put tasks there. The next request is read when the last one has been
 * handled, and a response is made only while the stream can be written to.
 */
final class XdsStream<Q, R> extends ServerCall.Listener<Q> {
  private static final Logger log = LoggerFactory.getLogger(XdsStream.class);

  private final ServerCall<Q, R> call;
  private final Wire<Q, R> wire;
  private final @Nullable XdsType only;
  private final XdsContext context;
  private final Mailbox mailbox;
  private final String id;
  private final Instant since;
  private final AtomicBoolean dirty = new AtomicBoolean();

  // All below: only in the mailbox.
  private @Nullable Opened opened;
  private @Nullable Snapshot seen;
  private @Nullable ScheduledFuture<?> tick;
  private long tickAt;
  private boolean ended;

  // Written in the mailbox, read anywhere.
  private volatile @Nullable StreamStatus status;

  private record Opened(Node node, XdsSession session, SnapshotSource.Subscription subscription) {}

  /** {@code only} = the type of a service that serves one; null = ADS. */
  XdsStream(ServerCall<Q, R> call, Wire<Q, R> wire, @Nullable XdsType only, XdsContext context) {
    this.call = call;
    this.wire = wire;
    this.only = only;
    this.context = context;
    this.mailbox = new Mailbox(context.pool());
    this.id = context.nextStreamId();
    this.since = context.clock().instant();
  }

  /** How the stream is; null = it has not said who it is. */
  @Nullable StreamStatus status() {
    return status;
  }

  @Override
  public void onMessage(Q request) {
    post(() -> handle(request));
  }

  @Override
  public void onReady() {
    post(this::send);
  }

  @Override
  public void onHalfClose() {
    post(() -> close(Status.OK));
  }

  @Override
  public void onCancel() {
    mailbox.execute(this::end);
  }

  @Override
  public void onComplete() {
    mailbox.execute(this::end);
  }

  /** Ends the stream from this side. */
  void shutdown() {
    post(() -> close(Status.UNAVAILABLE.withDescription("server: stopping")));
  }

  private void post(Runnable task) {
    mailbox.execute(
        () -> {
          if (!ended) {
            guard(task);
          }
        });
  }

  /** A stream that fails ends, and no other is touched. */
  private void guard(Runnable task) {
    try {
      task.run();
    } catch (IllegalArgumentException e) {
      log.warn("event=stream_refused stream={} peer={} reason={}", id, peer(), e.getMessage());
      close(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
    } catch (Throwable e) { // An Error, too: half-served is worse than gone.
      log.error("event=stream_failed stream={} peer={}", id, peer(), e);
      close(Status.INTERNAL.withDescription("stream: failed (expected: to be served)"));
    }
  }

  private void handle(Q request) {
    XdsType type = type(request);
    Opened stream = opened == null ? open(request) : opened;
    if (type == null) {
      log.debug("event=type_ignored stream={} type={}", id, wire.typeUrl(request));
    } else {
      Answer answer = stream.session().onRequest(wire.parse(type, request), context.nanoTime());
      if (answer != null) {
        report(stream.node(), answer);
      }
    }
    call.request(1);
    send();
  }

  /** The type of a request; null = one that is not served, which is no reason to end a stream. */
  private @Nullable XdsType type(Q request) {
    String url = wire.typeUrl(request);
    if (only == null) {
      if (url.isEmpty()) {
        throw new IllegalArgumentException("type_url: absent (expected: a type, as this is ADS)");
      }
      return XdsType.ofTypeUrl(url);
    }
    if (!url.isEmpty() && !url.equals(only.typeUrl())) {
      throw new IllegalArgumentException(
          "type_url: " + url + " (expected: " + only.typeUrl() + ")");
    }
    return only;
  }

  private Opened open(Q request) {
    Node node = NodeReader.read(wire.node(request));
    XdsSession session =
        new XdsSession(
            wire.form(),
            only == null,
            context.memories().open(node, peer()),
            context.settings(node).withUnaskedClusters(node.userAgentName().equals("envoy")),
            id + ".");
    Opened stream;
    try {
      stream = new Opened(node, session, context.source().subscribe(node, this::changed));
    } catch (RuntimeException e) {
      context.memories().close(node, peer());
      throw e;
    }
    opened = stream;
    call.sendHeaders(new Metadata());
    StreamStatus now = statusOf(stream, SessionStatus.NEW);
    status = now;
    context.streams().add(this);
    context.observe(observer -> observer.opened(now));
    dirty.set(true);
    takeSnapshot(stream);
    return stream;
  }

  /** Called by the source, on any thread: however often, one task is enough. */
  private void changed() {
    if (dirty.compareAndSet(false, true)) {
      post(this::send);
    }
  }

  private void takeSnapshot(Opened stream) {
    if (dirty.getAndSet(false)) {
      Snapshot newest = stream.subscription().current();
      if (newest != null && newest != seen) {
        seen = newest;
        stream.session().onSnapshot(newest);
      }
    }
  }

  private void report(Node node, Answer answer) {
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

  private void send() {
    Opened stream = opened;
    if (stream == null) {
      return;
    }
    takeSnapshot(stream);
    long now = context.nanoTime();
    while (call.isReady()) {
      XdsResponse response = stream.session().next(now);
      if (response == null) {
        break;
      }
      call.sendMessage(wire.encode(response, context.identifier()));
    }
    schedule(stream.session().nextTick());
    show(stream, stream.session().status());
  }

  private void show(Opened stream, SessionStatus now) {
    StreamStatus before = status;
    status = statusOf(stream, now);
    List<Withheld> was = before == null ? List.of() : before.session().withheld();
    if (!was.equals(now.withheld())) {
      context.observe(observer -> observer.withheld(stream.node(), was, now.withheld()));
    }
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
      tick = context.timer().schedule(() -> post(this::send), delay, TimeUnit.NANOSECONDS);
    }
  }

  private void close(Status reason) {
    if (!ended) {
      end();
      call.close(reason, new Metadata());
    }
  }

  /** The one end of every stream. */
  private void end() {
    if (ended) {
      return;
    }
    ended = true;
    if (tick != null) {
      tick.cancel(false);
    }
    context.ended();
    Opened stream = opened;
    if (stream == null) {
      return;
    }
    StreamStatus last = statusOf(stream, stream.session().status());
    show(stream, SessionStatus.NEW);
    stream.session().end();
    context.streams().remove(this);
    context.memories().close(stream.node(), peer());
    context.observe(observer -> observer.closed(last));
    stream.subscription().close();
  }

  private StreamStatus statusOf(Opened stream, SessionStatus session) {
    return new StreamStatus(stream.node(), peer(), since, wire.form(), only == null, session);
  }

  private String peer() {
    SocketAddress address = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return address == null ? "" : address.toString();
  }
}
