package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Clusters that a client gets later than others, as they may keep it from starting. An Envoy asks
 * for listeners when its first clusters are warm: one whose secret is missing comes after that, and
 * so does one that has been there for a while and is still waited for. And a client that is sent
 * clusters before it asks, as one of them holds it up, gets only those that do not, or are in use.
 */
final class Postponed {
  private static final long PATIENCE = Duration.ofSeconds(1).toNanos();
  private static final long NOT_YET = -1;

  private final Channels channels;
  private final WarmProofs proofs;
  private final References references;
  private final Alarm alarm;
  private final Set<String> names = new LinkedHashSet<>();
  private boolean starting;
  private boolean impatient;
  private boolean silent;
  private long quietSince = NOT_YET;

  Postponed(Channels channels, WarmProofs proofs, Alarm alarm) {
    this.channels = channels;
    this.proofs = proofs;
    this.references = new References(channels.listeners(), channels.routes());
    this.alarm = alarm;
  }

  /** The client asks for something for the first time. */
  void asked(XdsRequest request) {
    if (request.type() == XdsType.LISTENER && starting) {
      end();
    } else if (request.type() == XdsType.CLUSTER) {
      starting =
          hasNothing(request)
              && channels.clusters().subscription().wildcard()
              && !channels.listeners().isRequested();
    }
  }

  private static boolean hasNothing(XdsRequest request) {
    return request instanceof DeltaRequest delta
        ? delta.initialVersions().isEmpty()
        : request instanceof SotwRequest sotw && sotw.version().isEmpty();
  }

  /** The client is sent clusters before it asks. */
  void unasked() {
    silent = true;
  }

  /** The client says something about clusters. */
  void heard() {
    if (silent) {
      end();
    }
  }

  private void end() {
    starting = false;
    silent = false;
    channels.clusters().agenda().addAll(List.copyOf(names));
    names.clear();
  }

  /** Whether the client gets that cluster later; asked when it would go out. */
  boolean holdsBack(Resource cluster, Snapshot snapshot) {
    String name = cluster.name();
    boolean later =
        Slow.isByKind(cluster)
            && (starting
                ? mayHoldUp(name) || !hasSecretsOf(snapshot, cluster)
                : silent && !references.fromListener(name) && !references.fromRoute(name));
    if (later) {
      names.add(name);
    } else {
      names.remove(name);
    }
    return later;
  }

  private boolean mayHoldUp(String name) {
    boolean warm = proofs.isProved(name) && !channels.clusters().held(name).isAbsent();
    return impatient && !warm;
  }

  /** The cluster is gone. */
  void forget(String cluster) {
    names.remove(cluster);
  }

  private static boolean hasSecretsOf(Snapshot snapshot, Resource cluster) {
    for (String secret : cluster.secrets()) {
      if (snapshot.resource(XdsType.SECRET, secret) == null) {
        return false;
      }
    }
    return true;
  }

  /** Looks after a client that starts; answers whether there is something new to send. */
  boolean step(long now) {
    if (!starting || impatient) {
      return false;
    }
    Set<String> slow = proofs.slow();
    if (slow.isEmpty() || !hasEverything()) {
      quietSince = NOT_YET;
      return false;
    }
    if (quietSince == NOT_YET) {
      quietSince = now;
    }
    if (now - quietSince < PATIENCE) {
      alarm.at(quietSince + PATIENCE);
      return false;
    }
    impatient = true;
    channels.clusters().agenda().addAll(slow);
    return true;
  }

  /** Of what it asked for: an Envoy asks for load assignments when all names are resolved. */
  private boolean hasEverything() {
    for (Channel channel : List.of(channels.clusters(), channels.endpoints(), channels.secrets())) {
      if (channel.isRequested() && !(channel.isServed() && channel.inFlight().isEmpty())) {
        return false;
      }
    }
    return true;
  }

  /** Whether the client is to get that cluster, later. */
  boolean contains(String cluster) {
    return names.contains(cluster);
  }

  boolean isEmpty() {
    return names.isEmpty();
  }

  Set<String> names() {
    return names;
  }
}
