package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.XdsType;

/** What on one client may still send requests to a cluster. */
final class References {
  private final Channels channels;

  References(Channels channels) {
    this.channels = channels;
  }

  /** Whether a listener that the client has, or may still have, names the cluster. */
  boolean fromListener(String cluster) {
    return refers(XdsType.LISTENER, cluster);
  }

  /** Whether a route configuration that the client has, or may still have, names the cluster. */
  boolean fromRoute(String cluster) {
    return refers(XdsType.ROUTE, cluster);
  }

  private boolean refers(XdsType type, String cluster) {
    for (Channel channel : channels.all(type)) {
      if (refers(channel, cluster)) {
        return true;
      }
    }
    return false;
  }

  private static boolean refers(Channel channel, String cluster) {
    if (channel.hasUnknown()) {
      return true;
    }
    if (channel.refersTo(cluster)) {
      return true;
    }
    for (Sent sent : channel.inFlight().all()) {
      for (Sent.Change change : sent.changes.values()) {
        Held before = change.before();
        Resource resource = before.resource();
        if (before.isUnknown() || (resource != null && resource.refersToCluster(cluster))) {
          return true;
        }
      }
    }
    return false;
  }
}
