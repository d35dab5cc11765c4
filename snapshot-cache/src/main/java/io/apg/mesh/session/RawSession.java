package io.apg.mesh.session;

import io.apg.mesh.snapshot.RawResource;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client that gets snapshots as they are published: every difference at once, types in the order
 * of {@link XdsType}, nothing twice, nothing withheld but what the client itself refused and has
 * not changed since.
 */
public final class RawSession implements ClientSession {
  // Below what gRPC clients accept where nobody says anything; full states are never cut.
  private static final int CHUNK = 2 * 1024 * 1024;

  private final boolean rewarms;
  private final InstantSource clock;
  private final Map<Lane, Map<XdsType, RawChannel>> lanes = new LinkedHashMap<>(2);
  private @Nullable Snapshot snapshot;
  private long number;
  private long inSyncWith = -1;
  private SessionStatus last = SessionStatus.NEW;

  /** A session for a new client. */
  public RawSession(SessionSettings settings, InstantSource clock) {
    this.rewarms = settings.unaskedClusters();
    this.clock = clock;
  }

  @Override
  public void onSnapshot(Snapshot newest) {
    snapshot = newest;
    each(channel -> channel.follow(newest));
  }

  private void each(Consumer<RawChannel> action) {
    lanes.values().forEach(channels -> channels.values().forEach(action));
  }

  @Override
  public @Nullable Answer onRequest(Lane lane, XdsRequest request, long now) {
    RawChannel channel =
        lanes
            .computeIfAbsent(lane, key -> new EnumMap<>(XdsType.class))
            .computeIfAbsent(request.type(), type -> new RawChannel(type, lane));
    long answered = lane.nonces().number(request.nonce());
    Answer answer = channel.answer(request, answered, clock);
    channel.subscribe(request, answered);
    Snapshot newest = snapshot;
    if (newest != null && !channel.channel().hasBegun()) {
      channel.follow(newest);
    }
    return answer;
  }

  @Override
  public @Nullable XdsResponse next(long now) {
    Snapshot newest = snapshot;
    if (newest == null) {
      return null;
    }
    for (XdsType type : XdsType.values()) {
      for (Map.Entry<Lane, Map<XdsType, RawChannel>> lane : lanes.entrySet()) {
        RawChannel channel = lane.getValue().get(type);
        if (channel == null || !channel.channel().hasBegun() || !lane.getKey().isWritable()) {
          continue;
        }
        XdsResponse response = next(channel, newest, now);
        if (response != null) {
          return response;
        }
      }
    }
    return null;
  }

  private @Nullable XdsResponse next(RawChannel raw, Snapshot newest, long now) {
    Batch batch = raw.collect(newest, number + 1, CHUNK);
    if (batch == null) {
      return null;
    }
    number++;
    Channel channel = raw.channel();
    Lane lane = channel.lane();
    if (rewarms && channel.type() == XdsType.CLUSTER && lane.aggregated()) {
      oweEndpoints(lane, batch);
    }
    String nonce = lane.nonces().of(number);
    String version = newest.version(channel.type());
    channel.inFlight().add(new Sent(number, number, version, now, batch.changes));
    boolean sotw = channel.form() == Form.SOTW;
    return new XdsResponse(
        lane,
        channel.type(),
        nonce,
        version,
        sotw && channel.type().fullState() ? channel.heldResources() : batch.resources,
        sotw ? List.of() : batch.removed);
  }

  /** An Envoy warms a cluster that changed, and waits for its load assignment once more. */
  private void oweEndpoints(Lane lane, Batch clusters) {
    RawChannel endpoints = lanes.getOrDefault(lane, Map.of()).get(XdsType.ENDPOINT);
    if (endpoints == null) {
      return;
    }
    clusters.changes.forEach(
        (name, change) -> {
          boolean changed = !change.before().isAbsent() && change.isChange();
          if (changed && change.after() instanceof RawResource cluster) {
            String assignment = cluster.loadAssignment();
            if (assignment != null && endpoints.channel().snapshotHas(assignment)) {
              endpoints.channel().owe(assignment);
            }
          }
        });
  }

  @Override
  public void end(Lane lane) {
    lanes.remove(lane);
  }

  @Override
  public OptionalLong nextTick() {
    return OptionalLong.empty();
  }

  @Override
  public SessionStatus status() {
    Map<XdsType, TypeStatus> types = new EnumMap<>(XdsType.class);
    List<Withheld> refused = new ArrayList<>();
    each(
        channel -> {
          types.merge(channel.channel().type(), channel.status(snapshot), RawSession::worse);
          refused.addAll(channel.refused());
        });
    boolean synced =
        !types.isEmpty()
            && types.values().stream().allMatch(one -> one.state() == TypeStatus.State.SYNCED);
    if (synced && snapshot != null) {
      inSyncWith = snapshot.publication();
    }
    if (!last.is(types, inSyncWith, 0, refused)) {
      last = new SessionStatus(types, inSyncWith, 0, refused);
    }
    return last;
  }

  private static TypeStatus worse(TypeStatus one, TypeStatus other) {
    return one.state().compareTo(other.state()) <= 0 ? one : other;
  }

  @Override
  public List<TypeReport> report() {
    List<TypeReport> reports = new ArrayList<>();
    each(channel -> reports.add(channel.channel().report()));
    return reports;
  }
}
