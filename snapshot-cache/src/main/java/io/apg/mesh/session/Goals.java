package io.apg.mesh.session;

import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is to be done about a name now. Make before break: what a route or listener points
 * to comes before it and goes after it.
 */
final class Goals {
  private final Suspects suspects;
  private final SessionSettings settings;
  private final Channels channels;
  private final WarmProofs proofs;
  private final Postponed postponed;
  private final Leaving leaving;
  private final Alarm alarm;
  private final References references;
  private final RouteGate routeGate;
  private long now;
  private boolean began;
  private long begin;

  Goals(
      Suspects suspects,
      SessionSettings settings,
      Channels channels,
      WarmProofs proofs,
      Postponed postponed,
      Leaving leaving,
      Alarm alarm) {
    this.suspects = suspects;
    this.settings = settings;
    this.channels = channels;
    this.proofs = proofs;
    this.postponed = postponed;
    this.leaving = leaving;
    this.alarm = alarm;
    this.references = new References(channels);
    this.routeGate = new RouteGate(this::readiness, suspects);
  }

  /** The decisions of one moment. */
  Channel.Decision decision(Channel channel, Snapshot snapshot, long nanos) {
    now = nanos;
    return name -> {
      Resource wanted = snapshot.resource(channel.type(), name);
      return wanted == null ? gone(channel, name) : target(channel, wanted, snapshot);
    };
  }

  private Target target(Channel channel, Resource wanted, Snapshot snapshot) {
    if (wanted instanceof RouteConfig config) {
      return route(channel, config);
    }
    if (channel.lane().aggregated()
        && wanted.type() == XdsType.CLUSTER
        && postponed.holdsBack(wanted, snapshot)) {
      return Target.REMOVE;
    }
    Rejection rejection = rejection(channel, wanted);
    if (rejection != null) {
      return instead(channel, wanted, rejection);
    }
    if (wanted instanceof EncodedResource pointer) {
      if (wanted.type() == XdsType.LISTENER) {
        return listener(channel, pointer);
      }
      if (wanted.type() == XdsType.SCOPED_ROUTE) {
        return scope(channel, pointer, snapshot);
      }
    }
    return Target.send(wanted);
  }

  /** Why the client must not get that; what others refused and it has, it may keep. */
  private @Nullable Rejection rejection(Channel channel, Resource wanted) {
    if (suspects.isEmpty()) {
      return null;
    }
    FragmentKey key = FragmentKey.of(wanted.type(), wanted.name());
    Rejection own = suspects.of(key, wanted.version());
    return own != null || channel.held(wanted.name()).is(wanted)
        ? own
        : suspects.shared(key, wanted.version());
  }

  /** What goes out in place of refused content: what the client has is newer than what it had. */
  private Target instead(Channel channel, Resource wanted, Rejection rejection) {
    Resource had = channel.held(wanted.name()).resource();
    FragmentKey key = rejection.key();
    if (had != null && suspects.of(key, had.version()) == null) {
      return Target.send(had);
    }
    if (rejection.good() != null) {
      return Target.send(rejection.good());
    }
    return takesBack(channel, wanted) ? Target.REMOVE : Target.KEEP;
  }

  /**
   * A refused cluster that is new to Envoy stays there half made, until it is removed. Where its
   * load assignment is subscribed there is an accepted form of it, wherever that came from.
   */
  private boolean takesBack(Channel channel, Resource wanted) {
    Held held = channel.held(wanted.name());
    return channel.lane().aggregated()
        && channel.type() == XdsType.CLUSTER
        && channel.agenda().isOwed(wanted.name())
        && (wanted.warming().endpoints()
            ? !channels.subscribes(XdsType.ENDPOINT, wanted.name())
            : held.isAbsent() || held.is(wanted));
  }

  private Target listener(Channel channel, EncodedResource wanted) {
    if (!channel.hasAnswered()) {
      return Target.send(wanted);
    }
    boolean isNew = channel.held(wanted.name()).isAbsent();
    Set<String> waiting = new LinkedHashSet<>();
    for (String cluster : wanted.refs().clusters()) {
      Readiness readiness = readiness(cluster);
      if (readiness != Readiness.READY && !(isNew && readiness == Readiness.LATE)) {
        waiting.add(cluster);
      }
    }
    return waiting.isEmpty() ? Target.send(wanted) : Target.keepWaiting(waiting);
  }

  /**
   * A scope of a name that the client does not know leads new requests to routes, so it waits as a
   * new route does: what it leads to goes out at once.
   */
  private Target scope(Channel channel, EncodedResource wanted, Snapshot snapshot) {
    if (channel.isFirstAnswer() || !channel.held(wanted.name()).isAbsent()) {
      return Target.send(wanted);
    }
    Set<String> waiting = new LinkedHashSet<>();
    for (String routes : wanted.refs().routes()) {
      Channel known = channels.of(XdsType.ROUTE, routes);
      if (known == null || known.held(routes).isAbsent()) {
        clusters(snapshot.resource(XdsType.ROUTE, routes)).stream()
            .filter(cluster -> readiness(cluster) == Readiness.COMING)
            .forEach(waiting::add);
      }
    }
    return waiting.isEmpty() ? Target.send(wanted) : Target.keepWaiting(waiting);
  }

  private static Set<String> clusters(@Nullable Resource routes) {
    if (routes instanceof RouteConfig config) {
      return config.table().clusters();
    }
    return routes instanceof EncodedResource whole ? whole.refs().clusters() : Set.of();
  }

  private Target route(Channel channel, RouteConfig wanted) {
    recall(channel, wanted.name());
    Held held = channel.held(wanted.name());
    boolean scoped = !channels.all(XdsType.SCOPED_ROUTE).isEmpty();
    Target target =
        held.isAbsent() && scoped
            ? routeGate.scoped(wanted)
            : routeGate.target(wanted, held, channel.agenda().openHosts(wanted.name()));
    Resource form = target.resource();
    if (form == null) {
      return channel.agenda().isOwed(wanted.name()) && held.resource() != null
          ? new Target(
              Target.Action.SEND,
              held.resource(),
              channel.agenda().openHosts(wanted.name()),
              target.waitingFor())
          : target;
    }
    if (!suspects.isEmpty()) {
      Rejection rejection =
          suspects.of(FragmentKey.of(XdsType.ROUTE, wanted.name()), form.version());
      if (rejection != null) {
        return rejection.good() == null ? Target.KEEP : Target.send(rejection.good());
      }
    }
    if (held.isAbsent() && isEmpty(form) && suspects.awaits(wanted.name())) {
      return Target.KEEP;
    }
    if (regroups(held, target)) {
      return Target.keepWaiting(target.waitingFor());
    }
    if (form instanceof RouteConfig sent) {
      suspects.memory().sent(sent, target.openHosts());
    }
    return target;
  }

  /** What the client has from an earlier stream may be a form made for it. */
  private void recall(Channel channel, String name) {
    RouteConfig variant = suspects.memory().variant(name);
    Held held = channel.held(name);
    if (variant != null && held.isUnknown() && held.is(variant)) {
      channel.revert(name, Held.of(variant));
    }
  }

  private static boolean isEmpty(Resource config) {
    return config instanceof RouteConfig routes && routes.table().hostNames().isEmpty();
  }

  /**
   * Whether to wait a moment, because what is missing went out just now: the rest of the change and
   * the routes that wait then travel together.
   */
  private boolean regroups(Held held, Target target) {
    if (held.isAbsent()) {
      return false;
    }
    for (String cluster : target.waitingFor()) {
      Long since = proofs.openSince(cluster);
      if (since != null && now - since < settings.regroupAfter().toNanos()) {
        alarm.at(since + settings.regroupAfter().toNanos());
        return true;
      }
    }
    return false;
  }

  private Target gone(Channel channel, String name) {
    return switch (channel.type()) {
      case LISTENER -> Target.REMOVE;
      case CLUSTER -> channels.ordered() ? goneCluster(channel, name) : Target.REMOVE;
      case ENDPOINT, ROUTE, SECRET -> goneDependent(channel, name);
      case RUNTIME, EXTENSION_CONFIG, SCOPED_ROUTE, VIRTUAL_HOST -> Target.REMOVE;
    };
  }

  /** Load assignments, secrets and route configurations go with what points to them. */
  private Target goneDependent(Channel channel, String name) {
    boolean tell = channel.agenda().isOwed(name) || !channels.ordered();
    if (channel.type() == XdsType.ENDPOINT && channel.agenda().isOwed(name)) {
      channel.note(name, Held.ABSENT); // its cluster needs them anew, should they come back equal
    }
    return channel.form() == Form.DELTA && tell ? Target.REMOVE : Target.KEEP;
  }

  private Target goneCluster(Channel channel, String name) {
    postponed.forget(name);
    Held held = channel.held(name);
    if (held.isAbsent()) {
      leaving.forget(name);
      return Target.REMOVE;
    }
    Resource last = held.resource();
    Rejection rejection =
        last == null ? null : suspects.of(FragmentKey.of(last.type(), name), last.version());
    if (rejection != null) {
      return rejection.good() == null ? Target.REMOVE : Target.send(rejection.good());
    }
    if (references.fromListener(name)) {
      leaving.referenced(name, true);
      return Target.KEEP;
    }
    if (references.fromRoute(name)) {
      leaving.referenced(name, false);
      return Target.KEEP;
    }
    long end = leaving.unreferenced(name, now);
    if (now - end >= 0) {
      return Target.REMOVE;
    }
    alarm.at(end);
    return Target.KEEP;
  }

  private Readiness readiness(String cluster) {
    Channel clusters = channels.clusters();
    if (channels.owesClusters()) {
      return reconnecting(cluster);
    }
    began = false;
    if (!channels.ordered() || !clusters.hasBegun() || !clusters.subscription().wildcard()) {
      return Readiness.READY;
    }
    if (clusters.held(cluster).isAbsent()) {
      if (!clusters.snapshotHas(cluster)) {
        return Readiness.READY;
      }
      boolean comes = clusters.isDue(cluster) || postponed.contains(cluster);
      return comes ? Readiness.COMING : Readiness.REFUSED;
    }
    Long deadline = proofs.deadline(cluster);
    return deadline == null ? Readiness.READY : until(deadline);
  }

  /**
   * A client that reconnects while something warms says which clusters it has when that is over.
   * Until then only those count as its own whose load assignments it has.
   */
  private Readiness reconnecting(String cluster) {
    if (!began) {
      began = true;
      begin = now;
    }
    Readiness readiness = until(begin + settings.warmBound().toNanos());
    boolean late = readiness == Readiness.LATE;
    // Where each type has a stream, there may be none for clusters at all.
    return late && (proofs.isEarly(cluster) || !channels.aggregated())
        ? Readiness.READY
        : readiness;
  }

  private Readiness until(long bound) {
    if (now - bound >= 0) {
      return Readiness.LATE;
    }
    alarm.at(bound);
    return Readiness.COMING;
  }
}
