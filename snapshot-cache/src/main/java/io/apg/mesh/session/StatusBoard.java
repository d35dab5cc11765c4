package io.apg.mesh.session;

import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sums up how far a stream is. */
final class StatusBoard {
  private final RejectionWatch rejections;
  private final BusyAddresses busy;
  private final Channels channels;
  private final WarmProofs proofs;
  private final Postponed postponed;
  private final Leaving leaving;
  private long inSyncWith = -1;
  // Listeners and scopes may be many: those that were looked through once.
  private String completeFor = "";
  // Most steps change one type, and most of those only its versions.
  private SessionStatus last = SessionStatus.NEW;

  StatusBoard(
      NodeMemory memory,
      Channels channels,
      WarmProofs proofs,
      Postponed postponed,
      Leaving leaving,
      BusyAddresses busy) {
    this.rejections = new RejectionWatch(memory, channels);
    this.channels = channels;
    this.proofs = proofs;
    this.postponed = postponed;
    this.leaving = leaving;
    this.busy = busy;
  }

  SessionStatus status(@Nullable Snapshot snapshot) {
    Map<XdsType, TypeStatus> types = new EnumMap<>(XdsType.class);
    List<Withheld> withheld = withheld(snapshot);
    boolean synced = snapshot != null;
    for (Channel channel : channels.inOrder()) {
      if (channel.isRequested()) {
        TypeStatus status = status(channel, snapshot, withheld);
        types.merge(channel.type(), status, StatusBoard::worse);
        synced &= status.state() == TypeStatus.State.SYNCED;
      }
    }
    if (synced && snapshot != null && !types.isEmpty() && isComplete(snapshot)) {
      inSyncWith = snapshot.publication();
    }
    if (!last.is(types, inSyncWith, leaving.clusters().size(), withheld)) {
      last = new SessionStatus(types, inSyncWith, leaving.clusters().size(), withheld);
    }
    return last;
  }

  private List<Withheld> withheld(@Nullable Snapshot snapshot) {
    List<Withheld> refused = rejections.look(snapshot);
    List<Withheld> closed = busy.withheld();
    return closed.isEmpty() ? refused : Stream.concat(refused.stream(), closed.stream()).toList();
  }

  private static TypeStatus worse(TypeStatus one, TypeStatus other) {
    return one.state().compareTo(other.state()) <= 0 ? one : other;
  }

  /** Whether the client has asked for everything that what it has leads to. */
  private boolean isComplete(Snapshot snapshot) {
    if (!channels.ordered() || !channels.clusters().subscription().wildcard()) {
      // A client that reconnects and asks for endpoints only will say what clusters it has.
      return !channels.aggregated()
          || channels.clusters().isRequested()
          || !channels.endpoints().isRequested();
    }
    if (!proofs.allOver(name -> stays(name, snapshot))
        || postponed.names().stream().anyMatch(name -> stays(name, snapshot))) {
      return false;
    }
    if (!channels.listeners().isRequested()) {
      return !channels.aggregated();
    }
    boolean exact = !channels.listeners().differs();
    boolean scoped = !channels.all(XdsType.SCOPED_ROUTE).isEmpty();
    String version = snapshot.version(XdsType.LISTENER);
    if (scoped) {
      exact &= !channels.of(XdsType.SCOPED_ROUTE).differs();
      version += snapshot.version(XdsType.SCOPED_ROUTE);
    }
    if (exact && version.equals(completeFor)) {
      return true;
    }
    if (!hasRoutesOf(channels.listeners())
        || (scoped && !hasRoutesOf(channels.of(XdsType.SCOPED_ROUTE)))) {
      return false;
    }
    completeFor = exact ? version : "";
    return true;
  }

  private boolean hasRoutesOf(Channel pointers) {
    for (Resource resource : pointers.heldResources()) {
      if (resource instanceof EncodedResource pointer) {
        if (pointer.refs().scopes() && channels.all(XdsType.SCOPED_ROUTE).isEmpty()) {
          return false;
        }
        for (String route : pointer.refs().routes()) {
          if (!channels.subscribes(XdsType.ROUTE, route)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private TypeStatus status(Channel channel, @Nullable Snapshot snapshot, List<Withheld> withheld) {
    Set<String> waiting = waitingFor(channel, snapshot);
    Nack error = error(channel, snapshot, withheld);
    TypeStatus.State state = state(channel, snapshot, waiting, error);
    String served = channel.inFlight().served();
    String acked = channel.inFlight().acked();
    if (snapshot != null && served.isEmpty() && state == TypeStatus.State.SYNCED) {
      served = snapshot.version(channel.type()); // the client had it from an earlier stream
      acked = served;
    }
    TypeStatus before = last.of(channel.type());
    return waiting.isEmpty() && error == null && before.isQuiet(state, served, acked)
        ? before
        : new TypeStatus(state, served, acked, waiting, causes(waiting), error);
  }

  /** What holds something back; clusters hold back answers. */
  private Set<String> waitingFor(Channel channel, @Nullable Snapshot snapshot) {
    if (channel.type() != XdsType.CLUSTER || !channels.ordered()) {
      return channel.agenda().waitingFor();
    }
    if (proofs.isEmpty() && postponed.isEmpty()) {
      return Set.of();
    }
    Set<String> waiting = proofs.slow();
    waiting.addAll(postponed.names());
    waiting.removeIf(name -> !stays(name, snapshot));
    return waiting;
  }

  /** What is on its way out, or gone, need not get warm any more. */
  private static boolean stays(String cluster, @Nullable Snapshot snapshot) {
    if (snapshot == null) {
      return true;
    }
    Resource resource = snapshot.resource(XdsType.CLUSTER, cluster);
    return resource != null && !resource.isLeaving();
  }

  private Map<String, String> causes(Set<String> clusters) {
    if (clusters.isEmpty()) {
      return Map.of();
    }
    Map<String, String> causes = new TreeMap<>();
    for (String cluster : clusters) {
      List<String> known =
          postponed.contains(cluster)
              ? List.of("the proxy to have its listeners")
              : proofs.causes(cluster);
      if (!known.isEmpty()) {
        causes.put(cluster, String.join(" and ", known));
      }
    }
    return causes;
  }

  private TypeStatus.State state(
      Channel channel, @Nullable Snapshot snapshot, Set<String> waiting, @Nullable Nack error) {
    if (error != null) {
      return TypeStatus.State.ERROR;
    }
    if (!waiting.isEmpty()) {
      return TypeStatus.State.WAITING;
    }
    if (!channel.isServed() || !isAnswered(channel, snapshot)) {
      return TypeStatus.State.STALE;
    }
    return channel.hasBegun() ? TypeStatus.State.SYNCED : TypeStatus.State.NOT_SENT;
  }

  /**
   * Whether nothing is to be heard from the client that matters. While a cluster that is on its way
   * out warms there, answers about clusters do not come: what is known of the others otherwise
   * counts then.
   */
  private boolean isAnswered(Channel channel, @Nullable Snapshot snapshot) {
    if (channel.inFlight().isEmpty()) {
      return true;
    }
    if (channel.type() != XdsType.CLUSTER
        || !channels.ordered()
        || proofs.slow().stream().allMatch(name -> stays(name, snapshot))) {
      return false;
    }
    for (Sent sent : channel.inFlight().all()) {
      for (Map.Entry<String, Sent.Change> change : sent.changes.entrySet()) {
        String cluster = change.getKey();
        if (change.getValue().after() != null
            && stays(cluster, snapshot)
            && !proofs.isProved(cluster)) {
          return false;
        }
      }
    }
    return true;
  }

  private static @Nullable Nack error(
      Channel channel, @Nullable Snapshot snapshot, List<Withheld> withheld) {
    if (withheld.isEmpty()) {
      return lastNack(channel, snapshot);
    }
    Set<String> names = new LinkedHashSet<>();
    Set<Origin> origins = new LinkedHashSet<>();
    String message = "";
    for (Withheld one : withheld) {
      Rejection rejection = one.rejection();
      if (rejection.key().type() == channel.type()) {
        names.add(rejection.key().name());
        origins.addAll(rejection.origins());
        message = rejection.message();
      }
    }
    return names.isEmpty()
        ? lastNack(channel, snapshot)
        : new Nack(
            channel.type(),
            List.copyOf(names),
            message,
            List.copyOf(origins),
            Nack.Verdict.SINGLED_OUT);
  }

  /** What is on its way out anyway is no reason to be out of sync. */
  private static @Nullable Nack lastNack(Channel channel, @Nullable Snapshot snapshot) {
    Nack last = channel.lastNack();
    boolean leaves =
        last != null
            && snapshot != null
            && !last.names().isEmpty()
            && last.names().stream()
                .map(name -> snapshot.resource(channel.type(), name))
                .allMatch(resource -> resource != null && resource.isLeaving());
    return leaves ? null : last;
  }
}
