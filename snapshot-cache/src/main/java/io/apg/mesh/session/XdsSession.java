package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One xDS stream: requests, snapshots and the passing of time change its state; {@link #next} gives
 * the next response to send, one at a time, computed from the newest snapshot. So a caller that
 * asks for it only while the stream can be written to has a merge per resource for slow readers.
 *
 * <p>Not thread-safe. Times are in nanoseconds of any clock that does not go back.
 */
public final class XdsSession {
  private final Form form;
  private final boolean ordered;
  private final Suspects suspects;
  private final SessionSettings settings;
  private final Nonces nonces;
  private final Channels channels;
  private final WarmProofs proofs;
  private final WarmWatch watch;
  private final Postponed postponed;
  private final Leaving leaving;
  private final MapTrust trust;
  private final Aftermath aftermath;
  private final SilentStart silentStart;
  private final Barrier barrier;
  private final BusyAddresses busy;
  private final Alarm alarm = new Alarm();
  private final Goals goals;
  private final StatusBoard board;
  private @Nullable Snapshot snapshot;
  private long number;
  private long time;
  private boolean endpointsOwed;

  /**
   * A session for a new stream.
   *
   * @param ordered whether all types travel on this stream (ADS), so that their order can be kept
   * @param memory of the node
   * @param nonces what nonces begin with; unique among the streams of a client
   */
  public XdsSession(
      Form form, boolean ordered, NodeMemory memory, SessionSettings settings, String nonces) {
    this.form = form;
    this.ordered = ordered;
    this.settings = settings;
    this.nonces = new Nonces(nonces);
    this.channels = new Channels(form);
    this.proofs = new WarmProofs(settings.warmBound().toNanos());
    this.postponed = new Postponed(channels, proofs, alarm);
    this.leaving = new Leaving(settings);
    this.trust = new MapTrust(memory);
    this.aftermath = new Aftermath(form, ordered, trust);
    this.suspects = new Suspects(memory);
    this.silentStart = new SilentStart(settings, channels, alarm);
    this.watch = new WarmWatch(ordered, channels, proofs, silentStart);
    this.barrier = new Barrier(settings, channels, proofs, suspects, aftermath, alarm);
    this.busy = new BusyAddresses(channels.listeners(), suspects, alarm);
    this.goals =
        new Goals(ordered, suspects, settings, channels, proofs, postponed, leaving, alarm);
    this.board = new StatusBoard(ordered, memory, channels, proofs, postponed, leaving, busy);
  }

  /** There is a newer snapshot. */
  public void onSnapshot(Snapshot newest) {
    snapshot = newest;
    for (Channel channel : channels.inOrder()) {
      if (channel.hasBegun()) {
        channel.advance(newest);
      } else {
        begin(channel, newest);
      }
    }
    leaving.retain(name -> newest.resource(XdsType.CLUSTER, name) == null);
  }

  /** The client said something; answers what it said to a response, if it did. */
  public @Nullable Answer onRequest(XdsRequest request, long now) {
    time = now;
    Channel channel = channels.of(request.type());
    boolean first = !channel.isRequested();
    long answered = nonces.number(request.nonce());
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
    Answer answer = answered < 0 ? null : answer(channel, request, answered, change);
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
    if (ordered && first) {
      postponed.asked(request);
    }
    if (ordered && !channels.clusters().isRequested()) {
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
    if (form == Form.DELTA) {
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

  private @Nullable Answer answer(
      Channel channel, XdsRequest request, long answered, Subscription.Change change) {
    Sent response = channel.inFlight().find(answered);
    ErrorDetail error = request.error();
    if (response == null) {
      if (error == null && channel.type() == XdsType.ENDPOINT && change.isEmpty()) {
        repeated(channel, answered);
      }
      return null;
    }
    List<Sent> done = channel.inFlight().answered(answered, error != null);
    Nack nack = null;
    if (error == null) {
      accept(channel, done);
      acknowledged(channel, response);
    } else {
      nack = refuse(channel, request, error, response, done);
    }
    if (channel.type() == XdsType.CLUSTER) {
      barrier.answered();
    }
    return new Answer(channel.type(), response.version, nack);
  }

  private void acknowledged(Channel channel, Sent response) {
    channel.inFlight().acknowledged(response.version);
    channel.acknowledged();
    trust.acknowledged(channel);
  }

  private void accept(Channel channel, List<Sent> accepted) {
    watch.accepted(accepted, time);
    if (channel.type() == XdsType.LISTENER || channel.type() == XdsType.ROUTE) {
      channels.clusters().agenda().addAll(leaving.clusters());
    }
    if (channel.type() == XdsType.LISTENER) {
      accepted.forEach(busy::accepted);
    }
  }

  private Nack refuse(
      Channel channel, XdsRequest request, ErrorDetail error, Sent response, List<Sent> done) {
    List<Sent> older = done.subList(0, done.size() - 1);
    Refusal refusal;
    boolean full = form == Form.SOTW && channel.type().fullState();
    boolean late =
        full && request instanceof SotwRequest sotw && sotw.version().equals(response.version);
    if (late) {
      // A withheld NACK that comes with nonce and version of a later response, which was accepted.
      accept(channel, List.of(response));
      refusal = Refusal.late(channel, suspects, older, response, error.message());
    } else if (full) {
      // Only the newest of several is answered, and it carries what was wrong with the others.
      refusal = Refusal.of(channel, suspects, done, error.message());
    } else {
      accept(channel, older);
      refusal = Refusal.of(channel, suspects, List.of(response), error.message());
    }
    Nack nack = refusal.apply();
    busy.refused(refusal.busy(), time);
    if (channel.type() == XdsType.CLUSTER) {
      for (String name : nack.names()) {
        if (channel.held(name).isAbsent()) {
          proofs.forget(name);
        }
      }
    }
    if (late) {
      acknowledged(channel, response);
    } else {
      aftermath.refused(channel, refusal);
      channel.refused(nack);
    }
    return nack;
  }

  /**
   * A SotW client repeats its request for load assignments when a cluster warms; it is answered
   * with those of the clusters that it has not answered yet.
   */
  private void repeated(Channel endpoints, long answered) {
    if (form == Form.DELTA || answered != endpoints.inFlight().newest()) {
      return;
    }
    for (Sent sent : channels.clusters().inFlight().all()) {
      for (Sent.Change change : sent.changes.values()) {
        Resource cluster = change.after();
        if (cluster != null && change.isChange() && endpoints.subscribes(cluster.name())) {
          endpoints.owe(cluster.name());
        }
      }
    }
  }

  /** The next response; null = nothing to send now. */
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
      watch.reconsider();
      channels.clusters().agenda().addAll(leaving.clusters());
    }
    if (endpointsOwed) {
      // A cluster that changed warms until its load assignment comes: that goes right behind it.
      XdsResponse response =
          channels.endpoints().hasBegun() ? next(channels.endpoints(), newest) : null;
      if (response != null) {
        return response;
      }
      endpointsOwed = false;
    }
    for (Channel channel : channels.inOrder()) {
      XdsResponse response = channel.hasBegun() ? next(channel, newest) : null;
      if (response != null) {
        return response;
      }
    }
    boolean more = ordered && (postponed.step(time) || barrier.step(time, number));
    return more ? next(now) : null;
  }

  private @Nullable XdsResponse next(Channel channel, Snapshot newest) {
    Channel.Decision decision = goals.decision(channel, newest, time);
    Batch batch = channel.collect(number + 1, settings.limit(channel.type(), form), decision);
    while (batch == null && suspects.tryNext(channel, number)) {
      batch = channel.collect(number + 1, settings.limit(channel.type(), form), decision);
    }
    if (batch == null) {
      trust.served(channel, number);
      return null;
    }
    number++;
    if (channel.type() == XdsType.CLUSTER) {
      clustersSent(batch);
    }
    String version = versionOf(channel, newest);
    boolean full = form == Form.SOTW && channel.type().fullState();
    channel.inFlight().add(new Sent(number, number, version, time, batch.changes));
    return new XdsResponse(
        channel.type(),
        nonces.of(number),
        version,
        full ? channel.heldResources() : batch.resources,
        form == Form.SOTW ? List.of() : batch.removed);
  }

  /**
   * The snapshot's version, where the client has all of it with this response. Two responses in a
   * row never have the same: a NACK tells by the version what was accepted.
   */
  private String versionOf(Channel channel, Snapshot newest) {
    String version = newest.version(channel.type());
    boolean whole =
        channel.isServed()
            && !channel.differs()
            && !version.equals(channel.inFlight().served())
            && !version.equals(channel.inFlight().acked());
    return whole ? version : version + "-" + number;
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
    if (ordered && cluster.warming().endpoints()) {
      channels.endpoints().owe(cluster.name());
      endpointsOwed = true;
    }
  }

  /** The stream is over. */
  public void end() {
    for (Channel channel : channels.inOrder()) {
      if (form == Form.DELTA && channel.type().fullState()) {
        trust.ended(channel);
      }
    }
  }

  /** When {@link #next} is to be called again, should nothing else happen. */
  public OptionalLong nextTick() {
    return alarm.next();
  }

  /** How far the client is. To be asked after each step: it remembers when all was in sync. */
  public SessionStatus status() {
    return board.status(snapshot);
  }
}
