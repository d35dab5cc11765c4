package io.apg.mesh.xds;

import io.apg.mesh.session.Answer;
import io.apg.mesh.session.Lane;
import io.apg.mesh.session.SessionStatus;
import io.apg.mesh.session.XdsRequest;
import io.apg.mesh.session.XdsResponse;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.XdsType;
import io.apg.mesh.xds.XdsObserver.TurnedAway;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gRPC stream. It takes requests to the client it belongs to, and responses from there; the
 * next request is read when the last one has been handled. What it sends and how it ends is done in
 * the client's mailbox.
 */
final class XdsStream extends ServerCall.Listener<Wire.Incoming> {
  private static final Logger log = LoggerFactory.getLogger(XdsStream.class);

  private final ServerCall<Wire.Incoming, Outgoing> call;
  private final Wire wire;
  private final @Nullable XdsType only;
  private final XdsContext context;
  private final String id;
  private final Instant since;
  private final AtomicBoolean ended = new AtomicBoolean();
  // Whether something waits until the stream can be written to; another thread may ask.
  private volatile boolean held;

  // Written by gRPC's calls, which come one at a time; read anywhere.
  private volatile @Nullable Node node;
  private volatile Map<XdsType, Seat> seats = Map.of();
  private volatile @Nullable XdsClient client; // the first that it belongs to

  /** {@code only} = the type of a service that serves one; null = ADS. */
  XdsStream(
      ServerCall<Wire.Incoming, Outgoing> call,
      Wire wire,
      @Nullable XdsType only,
      XdsContext context) {
    this.call = call;
    this.wire = wire;
    this.only = only;
    this.context = context;
    this.id = context.nextStreamId();
    this.since = context.clock().instant();
  }

  /** Before anything is said; answers whether it may go on. */
  boolean open() {
    guard(() -> context.ask(callbacks -> callbacks.opened(info())));
    return !isEnded();
  }

  // What gRPC says.

  @Override
  public void onMessage(Wire.Incoming request) {
    guard(() -> handle(request));
  }

  @Override
  public void onReady() {
    if (held) {
      held = false;
      new HashSet<>(seats.values()).forEach(seat -> seat.client().send());
    }
  }

  @Override
  public void onHalfClose() {
    later(() -> close(Status.OK));
  }

  @Override
  public void onCancel() {
    end(Status.CANCELLED);
  }

  @Override
  public void onComplete() {
    end(Status.OK);
  }

  private void handle(Wire.Incoming request) {
    Node sender = node;
    if (sender == null) {
      sender = NodeReader.read(request.node(), context.metadata());
      node = sender;
    }
    XdsType type = type(request);
    if (type == null) {
      log.debug("event=type_ignored stream={} type={}", id, request.typeUrl());
      call.request(1);
      return;
    }
    XdsRequest said = request.as(type);
    ask(sender, said);
    Seat known = seats.get(type);
    Seat seat = known == null ? sit(sender, type) : known;
    seat.client().request(this, seat.lane(), said);
  }

  private void ask(Node sender, XdsRequest request) {
    context.ask(callbacks -> callbacks.requested(info(), sender, request));
  }

  private Seat sit(Node sender, XdsType type) {
    Seat seat = context.clients().seat(this, sender, type);
    node = seat.client().node(); // equal, and the same object for all streams of a node
    client = client == null ? seat.client() : client;
    Map<XdsType, Seat> more = new EnumMap<>(XdsType.class);
    more.putAll(seats);
    more.put(type, seat);
    seats = Map.copyOf(more);
    if (isEnded()) {
      context.clients().leave(this, node); // it ended meanwhile
    }
    return seat;
  }

  /** The type of a request; null = one that is not served, which is no reason to end a stream. */
  private @Nullable XdsType type(Wire.Incoming request) {
    String url = request.typeUrl();
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

  private void later(Runnable task) {
    Mailbox box = mailbox();
    if (box == null) {
      task.run();
    } else {
      box.execute(task);
    }
  }

  /** A stream that fails ends, and no other client is touched. */
  void guard(Runnable task) {
    try {
      task.run();
    } catch (LimitExceeded e) {
      log.warn("event=stream_refused stream={} peer={} reason={}", id, peer(), e.getMessage());
      fail(TurnedAway.NAMES, Status.RESOURCE_EXHAUSTED.withDescription(e.getMessage()));
    } catch (StatusRuntimeException e) { // a callback's word
      log.debug("event=stream_rejected stream={} peer={} status={}", id, peer(), e.getStatus());
      later(() -> close(e.getStatus()));
    } catch (IllegalArgumentException e) {
      log.warn("event=stream_refused stream={} peer={} reason={}", id, peer(), e.getMessage());
      fail(TurnedAway.PROTOCOL, Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
    } catch (Throwable e) { // An Error, too: half-served is worse than gone.
      log.error("event=stream_failed stream={} peer={}", id, peer(), e);
      fail(
          TurnedAway.FAILED,
          Status.INTERNAL.withDescription("stream: failed (expected: to be served)"));
    }
  }

  private void fail(TurnedAway why, Status reason) {
    context.observe(observer -> observer.turnedAway(why));
    later(() -> close(reason));
  }

  // What the client does with it.

  /** A lane for it in the session of a client. */
  Lane newLane() {
    return new Lane(wire.form(), isAggregated(), id + ".", this::isWritable);
  }

  /** Noted first, so that a change of mind in between is not missed. */
  private boolean isWritable() {
    if (call.isReady()) {
      return true;
    }
    held = true;
    return call.isReady();
  }

  boolean isAggregated() {
    return only == null;
  }

  boolean isEnded() {
    return ended.get();
  }

  /** Where it is served; null = nowhere yet. */
  @Nullable Mailbox mailbox() {
    XdsClient known = client;
    return known == null ? null : known.mailbox();
  }

  boolean sharesConnectionWith(XdsStream other) {
    return Objects.equals(address(), other.address());
  }

  boolean sharesHostWith(XdsStream other) {
    return address() instanceof InetSocketAddress mine
        && other.address() instanceof InetSocketAddress theirs
        && Objects.equals(mine.getAddress(), theirs.getAddress());
  }

  /** It is served from now on. */
  void begun() {
    if (context.streams().add(this)) {
      call.sendHeaders(new Metadata());
      StreamStatus now = status();
      if (now != null) {
        context.observe(observer -> observer.opened(now));
      }
    }
  }

  /** Lets the next request come. */
  void readOn() {
    call.request(1);
  }

  /** Its client has answered a response. */
  void answered(XdsRequest request, Answer answer) {
    Node sender = node;
    if (sender != null) {
      context.ask(callbacks -> callbacks.answered(info(), sender, request, answer));
    }
  }

  void deliver(XdsResponse response) {
    Node sender = node;
    if (!isEnded() && sender != null) {
      context.tell(callbacks -> callbacks.responded(info(), sender, response));
      call.sendMessage(wire.write(response, context.controlPlane()));
    }
  }

  /** Ends it from this side. */
  void shutdown() {
    later(() -> close(Status.UNAVAILABLE.withDescription("server: stopping")));
  }

  void close(Status reason) {
    if (end(reason)) {
      call.close(reason, new Metadata());
    }
  }

  /** The one end of every stream; answers whether it is this one. */
  private boolean end(Status reason) {
    if (!ended.compareAndSet(false, true)) {
      return false;
    }
    context.ended();
    context.tell(callbacks -> callbacks.closed(info(), reason));
    context.clients().leave(this, node);
    return true;
  }

  /** It is not served any more. */
  void closed() {
    if (context.streams().remove(this)) {
      StreamStatus last = status();
      if (last != null) {
        context.observe(observer -> observer.closed(last));
      }
    }
  }

  /** How the stream is; null = it has not said who it is. */
  @Nullable StreamStatus status() {
    XdsClient known = client;
    if (known == null) {
      return null;
    }
    return new StreamStatus(
        known.node(), known.id(), peer(), since, wire.form(), isAggregated(), session(known));
  }

  /** What there is to say of the types that travel on this stream: of most clients, everything. */
  private SessionStatus session(XdsClient first) {
    Map<XdsType, Seat> all = seats;
    SessionStatus whole = first.status();
    boolean alone = all.keySet().containsAll(whole.types().keySet());
    if (alone && all.values().stream().allMatch(seat -> seat.client() == first)) {
      return whole;
    }
    SessionStatus mine = SessionStatus.NEW;
    for (Map.Entry<XdsType, Seat> seat : new EnumMap<>(all).entrySet()) {
      mine = mine.with(seat.getKey(), seat.getValue().client().status());
    }
    return mine;
  }

  private StreamInfo info() {
    return new StreamInfo(id, wire.form(), only, peer());
  }

  private @Nullable SocketAddress address() {
    return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
  }

  private String peer() {
    SocketAddress address = address();
    String text = address == null ? "" : address.toString();
    return text.startsWith("/") ? text.substring(1) : text; // it has no name
  }
}
