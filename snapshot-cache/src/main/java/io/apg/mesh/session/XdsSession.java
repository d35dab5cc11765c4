package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One xDS client on its stream, or on several that are open at the same time: requests, snapshots
 * and the passing of time change its state; {@link #next} gives the next response to send, one at a
 * time, computed from the newest snapshot, and only for streams that can be written to. So slow
 * readers have a merge per resource.
 *
 * <p>Not thread-safe. Times are in nanoseconds of any clock that does not go back.
 */
public final class XdsSession implements ClientSession {
  private final Suspects suspects;
  private final SessionSettings settings;
  private final Channels channels;
  private final WarmProofs proofs;
  private final WarmWatch watch;
  private final Postponed postponed;
  private final Leaving leaving;
  private final MapTrust trust;
  private final Aftermath aftermath;
  private final SilentStart silentStart;
  private final Barrier barrier;
  private final HalfMade halfMade;
  private final BusyAddresses busy;
  private final Alarm alarm = new Alarm();
  private final Goals goals;
  private final StatusBoard board;
  private @Nullable Snapshot snapshot;
  private long number;
  private long time;
  private boolean endpointsOwed;

  /**
   * A session for a new client.
   *
   * @param first its first stream
   * @param memory of the node
   */
  public XdsSession(Lane first, NodeMemory memory, SessionSettings settings) {
    this.settings = settings;
    this.channels = new Channels(first, settings.unaskedClusters());
    this.proofs = new WarmProofs(settings.warmBound().toNanos());
    this.postponed = new Postponed(channels, proofs, alarm);
    this.leaving = new Leaving(settings);
    this.trust = new MapTrust(memory);
    this.aftermath = new Aftermath(trust);
    this.suspects = new Suspects(memory);
    this.silentStart = new SilentStart(settings, channels, alarm);
    this.watch = new WarmWatch(channels, proofs, silentStart);
    this.barrier = new Barrier(settings, channels, proofs, suspects, aftermath, alarm);
    this.halfMade = new HalfMade(settings.unaskedClusters(), channels, suspects, aftermath, alarm);
    this.busy = new BusyAddresses(channels, suspects, alarm);
    this.goals = new Goals(suspects, settings, channels, proofs, postponed, leaving, alarm);
    this.board = new StatusBoard(memory, channels, proofs, postponed, leaving, busy);
  }

  @Override
  public void onSnapshot(Snapshot newest) {
    snapshot = newest;
    for (Channel channel : channels.inOrder()) {
      if (channel.hasBegun()) {
        channel.advance(newest);
      } else {
        begin(channel, newest);
      }
    }
    busy.forget(name -> newest.resource(XdsType.LISTENER, name) == null);
    leaving.retain(name -> newest.resource(XdsType.CLUSTER, name) == null);
  }

  @Override
  public @Nullable Answer onRequest(Lane lane, XdsRequest request, long now) {
    time = now;
    Channel channel = channels.on(lane, request.type());
    boolean first = !channel.isRequested();
    long answered = lane.nonces().number(request.nonce());
    boolean stale = !request.nonce().isEmpty() && answered != channel.inFlight().newest();
    Subscription.Change change;
    if (request instanceof SotwRequest sotw && stale && !first) {
      change = channel.narrow(sotw);
    } else {
      change =
          channel.subscribe(
              first && request instanceof DeltaRequest delta ? trust.doubt(delta) : request);
    }
    subscribed(channel, request, change, first);
    Answer answer = answered < 0 ? null : answer(channel, request, answered);
    if (snapshot != null) {
      begin(channel, snapshot);
    }
    return answer;
  }

  private void subscribed(
      Channel channel, XdsRequest request, Subscription.Change change, boolean first) {
    if (channel.type() == XdsType.ROUTE && !change.removed().isEmpty()) {
      channels.clusters().agenda().addAll(leaving.clusters());
    }
    if (channel.lane().aggregated() && first) {
      postponed.asked(request);
    }
    if (channel.lane().aggregated() && !channels.clusters().isRequested()) {
      silentStart.began(time);
    }
    watch.subscribed(request, change, first, time);
    silentStart.heard(request);
    if (request.type() == XdsType.CLUSTER) {
      postponed.heard();
    }
  }

  /** The client says nothing about clusters, and may need them to say something. */
  private void sendUnasked(Snapshot newest) {
    postponed.unasked();
    begin(channels.clusters(), newest);
    if (channels.clusters().form() == Form.DELTA) {
      suspects.memory().names(XdsType.CLUSTER).forEach(channels.clusters()::owe);
    }
  }

  private void begin(Channel channel, Snapshot newest) {
    if (!channel.isRequested() || channel.hasBegun()) {
      return;
    }
    Set<String> listed = channel.begin(newest);
    channels.clusters().agenda().addAll(leaving.clusters()); // what is listed may refer to them
    if (channel.type() == XdsType.CLUSTER) {
      watch.listed(listed, newest, time);
    }
  }

  private @Nullable Answer answer(Channel channel, XdsRequest request, long answered) {
    Sent response = channel.inFlight().find(answered);
    ErrorDetail error = request.error();
    if (response == null) {
      return null;
    }
    List<Sent> done = channel.inFlight().answered(answered, error != null);
    Nack nack = null;
    if (error == null) {
      channel.restraint().accepted();
      accept(channel, done);
      acknowledged(channel, response);
    } else {
      channel.restraint().refused(time);
      nack = refuse(channel, request, error, response, done);
    }
    if (channel.type() == XdsType.CLUSTER) {
      barrier.answered();
    }
    halfMade.answered(channel, time);
    return new Answer(channel.type(), response.version, nack);
  }

  private void acknowledged(Channel channel, Sent response) {
    channel.inFlight().acknowledged(response.version);
    channel.acknowledged();
    trust.acknowledged(channel);
  }

  private void accept(Channel channel, List<Sent> accepted) {
    watch.accepted(channel, accepted, time);
    if (channel.type() == XdsType.LISTENER || channel.type() == XdsType.ROUTE) {
      channels.clusters().agenda().addAll(leaving.clusters());
    }
    if (channel.type() == XdsType.CLUSTER) {
      halfMade.accepted(accepted, time);
    } else if (channel.type() == XdsType.LISTENER) {
      accepted.forEach(busy::accepted);
      accepted.forEach(sent -> leaving.tookListeners(sent, time));
    }
  }

  private Nack refuse(
      Channel channel, XdsRequest request, ErrorDetail error, Sent response, List<Sent> done) {
    Verdict verdict = Verdict.of(channel, request, done);
    accept(channel, verdict.accepted());
    for (Sent accepted : verdict.accepted()) {
      channel.inFlight().acknowledged(accepted.version);
    }
    Refusal refusal =
        verdict.late()
            ? Refusal.late(channel, suspects, verdict.refused(), response, error.message())
            : Refusal.of(channel, suspects, verdict.refused(), error.message());
    Nack nack = refusal.apply();
    busy.refused(refusal.busy(), time);
    if (channel.type() == XdsType.CLUSTER) {
      for (String name : nack.names()) {
        if (channel.held(name).isAbsent()) {
          proofs.forget(name);
        }
      }
    }
    if (verdict.late()) {
      acknowledged(channel, response);
    } else {
      aftermath.refused(channel, refusal);
      channel.refused(nack);
    }
    return nack;
  }

  @Override
  public @Nullable XdsResponse next(long now) {
    time = now;
    Snapshot newest = snapshot;
    if (newest == null) {
      return null;
    }
    if (alarm.rings(now)) {
      if (silentStart.step(time)) {
        sendUnasked(newest);
      }
      busy.step(time);
      halfMade.look(time);
      watch.reconsider();
      channels.clusters().agenda().addAll(leaving.clusters());
    }
    if (endpointsOwed) {
      // A cluster that changed warms until its load assignment comes: that goes right behind it.
      XdsResponse response = next(channels.all(XdsType.ENDPOINT), newest);
      if (response != null) {
        return response;
      }
      endpointsOwed = false;
    }
    XdsResponse response = next(channels.inOrder(), newest);
    if (response != null) {
      return response;
    }
    boolean looks = channels.answersInOrder();
    boolean more = looks && (postponed.step(time) || barrier.step(time, number));
    return more ? next(now) : null;
  }

  private @Nullable XdsResponse next(List<Channel> some, Snapshot newest) {
    for (Channel channel : some) {
      boolean open = channel.hasBegun() && channel.lane().isWritable();
      XdsResponse response = open ? next(channel, newest) : null;
      if (response != null) {
        return response;
      }
    }
    return null;
  }

  private @Nullable XdsResponse next(Channel channel, Snapshot newest) {
    if (channel.isServed() && !suspects.tries(channel)) {
      trust.served(channel, number);
      return null;
    }
    if (channel.restraint().holds(time, alarm)) {
      return null;
    }
    Channel.Decision decision = goals.decision(channel, newest, time);
    Batch batch =
        channel.collect(number + 1, settings.limit(channel.type(), channel.form()), decision);
    while (batch == null && suspects.tryNext(channel, number)) {
      batch = channel.collect(number + 1, settings.limit(channel.type(), channel.form()), decision);
    }
    if (batch == null) {
      trust.served(channel, number);
      return null;
    }
    number++;
    if (channel.type() == XdsType.CLUSTER) {
      clustersSent(batch);
    }
    boolean whole = channel.isServed() && !channel.differs();
    String nonce = channel.lane().nonces().of(number);
    String version = channel.inFlight().versionFor(newest.version(channel.type()), whole, nonce);
    boolean sotw = channel.form() == Form.SOTW;
    channel.inFlight().add(new Sent(number, number, version, time, batch.changes));
    return new XdsResponse(
        channel.lane(),
        channel.type(),
        nonce,
        version,
        sotw && channel.type().fullState() ? channel.heldResources() : batch.resources,
        sotw ? List.of() : batch.removed);
  }

  private void clustersSent(Batch batch) {
    batch.changes.forEach(
        (name, change) -> {
          if (change.after() == null || channels.clusters().snapshotHas(name)) {
            leaving.forget(name);
          }
          if (change.after() == null) {
            aftermath.sent(name);
            silentStart.forget(name);
            proofs.forget(name);
          } else if (aftermath.sent(name) || change.isChange()) {
            sentCluster(change.after(), change.before());
          }
        });
  }

  private void sentCluster(Resource cluster, Held before) {
    watch.sent(cluster, before, number, time);
    if (cluster.warming().endpoints()) {
      channels.oweEndpoints(cluster.name());
      endpointsOwed = true;
    }
  }

  @Override
  public void end(Lane lane) {
    for (Channel channel : lane.channels().values()) {
      remember(channel);
      if (channel.form() == Form.DELTA && channel.type().fullState()) {
        trust.ended(channel);
      }
    }
    if (channels.clusters().lane() == lane) {
      proofs.forgetAll();
      halfMade.ended();
    }
    channels.leave(lane);
    channels.unsubscribedBy(lane, XdsType.ENDPOINT).forEach(proofs::unsubscribed);
    proofs.forgetSecrets(channels.unsubscribedBy(lane, XdsType.SECRET));
    lane.channels().values().forEach(suspects::ended);
    channels.clusters().agenda().addAll(leaving.clusters());
    watch.reconsider();
  }

  /** What the client has of its routes: newer ones may have come when it is back. */
  private void remember(Channel channel) {
    if (channel.type() == XdsType.ROUTE) {
      for (String name : channel.subscription().names()) {
        if (channel.held(name).resource() instanceof RouteConfig held) {
          suspects.memory().ended(held);
        }
      }
    }
  }

  @Override
  public OptionalLong nextTick() {
    return alarm.next();
  }

  @Override
  public SessionStatus status() {
    return board.status(snapshot);
  }

  @Override
  public List<TypeReport> report() {
    return channels.inOrder().stream().filter(Channel::isRequested).map(Channel::report).toList();
  }
}
