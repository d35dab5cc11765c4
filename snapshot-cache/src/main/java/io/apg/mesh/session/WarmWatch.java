package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.util.List;
import java.util.Set;

/**
 * Follows what a client is sent and says, to know which of its clusters are warm. Whenever one
 * becomes so, what waits for it is looked at once more.
 */
final class WarmWatch {
  private final Channels channels;
  private final WarmProofs proofs;
  private final SilentStart silentStart;

  WarmWatch(Channels channels, WarmProofs proofs, SilentStart silentStart) {
    this.channels = channels;
    this.proofs = proofs;
    this.silentStart = silentStart;
  }

  /** Looks once more at all that waits. */
  void reconsider() {
    channels.listeners().reconsider();
    channels.all(XdsType.SCOPED_ROUTE).forEach(Channel::reconsider);
    channels.all(XdsType.ROUTE).forEach(Channel::reconsider);
  }

  private void reconsiderIf(boolean warm) {
    if (warm) {
      reconsider();
    }
  }

  /** The client has changed a subscription. */
  void subscribed(XdsRequest request, Subscription.Change change, boolean first, long now) {
    switch (request.type()) {
      case ENDPOINT -> endpointsSubscribed(request, change, first, now);
      case SECRET -> {
        proofs.forgetSecrets(channels.notSubscribed(XdsType.SECRET, change.removed()));
        if (first && request instanceof DeltaRequest delta) {
          reconsiderIf(proofs.hasSecrets(delta.initialVersions().keySet(), now));
        }
      }
      case LISTENER -> reconsiderIf(first && channels.answersInOrder() && proofs.started(now));
      case CLUSTER, ROUTE, SCOPED_ROUTE, VIRTUAL_HOST, RUNTIME, EXTENSION_CONFIG -> {}
    }
  }

  private void endpointsSubscribed(
      XdsRequest request, Subscription.Change change, boolean first, long now) {
    if (!(request instanceof DeltaRequest delta)) {
      return; // in SotW every answer says what is subscribed at that moment
    }
    channels.notSubscribed(XdsType.ENDPOINT, change.removed()).forEach(proofs::unsubscribed);
    change.removed().forEach(silentStart::forget);
    change.fresh().forEach(proofs::subscribed);
    change.again().forEach(proofs::subscribed);
    if (first && channels.clusters().hasBegun()) {
      proofs.listedEndpoints(delta.initialVersions().keySet(), now);
    } else if (first) {
      proofs.early(delta.initialVersions().keySet());
      silentStart.subscribes(change.fresh());
    }
  }

  /** It is known which clusters the client has from before. */
  void listed(Set<String> names, Snapshot snapshot, long now) {
    boolean said = !silentStart.isUnasked();
    for (String name : names) {
      Resource cluster = snapshot.resource(XdsType.CLUSTER, name);
      if (cluster != null && Slow.warms(cluster)) {
        proofs.listed(cluster, now, said, channels.subscribes(XdsType.ENDPOINT, name));
      }
    }
    proofs.clustersListed();
    reconsider();
  }

  /** A cluster goes out with response {@code number}. */
  void sent(Resource cluster, Held before, long number, long now) {
    String name = cluster.name();
    if (!before.isAbsent() && proofs.isProved(name)) {
      return; // the old form serves until the new one is warm
    }
    if (!Slow.warms(cluster)) {
      proofs.forget(name);
      reconsider();
    } else {
      proofs.sent(cluster, number, now);
      if (silentStart.hadAccepted(name)) {
        proofs.subscribed(name);
      }
    }
  }

  /** The client has accepted responses of one type on one stream. */
  void accepted(Channel channel, List<Sent> accepted, long now) {
    boolean warm = false;
    for (Sent sent : accepted) {
      for (Sent.Change change : sent.changes.values()) {
        Resource resource = change.after();
        if (resource != null) {
          warm |= accepted(channel, resource, change.number(), now);
        }
      }
    }
    reconsiderIf(warm);
  }

  private boolean accepted(Channel channel, Resource resource, long number, long now) {
    String name = resource.name();
    return switch (resource.type()) {
      case SECRET -> proofs.hasSecrets(Set.of(name), now);
      case CLUSTER ->
          channels.answersInOrder()
              ? proofs.clusterAcknowledged(name, number, channels.listeners().isRequested(), now)
              : proofs.clusterAccepted(name, number, now);
      case ENDPOINT -> endpointsAccepted(channel, name, number, now);
      case LISTENER, ROUTE, SCOPED_ROUTE, VIRTUAL_HOST, RUNTIME, EXTENSION_CONFIG -> false;
    };
  }

  private boolean endpointsAccepted(Channel endpoints, String cluster, long number, long now) {
    if (!channels.clusters().hasBegun()) {
      proofs.early(List.of(cluster));
      return false;
    }
    if (endpoints.form() == Form.SOTW && endpoints.subscribes(cluster)) {
      proofs.subscribed(cluster);
    }
    return proofs.acknowledged(cluster, number, now);
  }
}
