package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;

/** What on one client may still send requests to a cluster. */
final class References {
  private final Channel listeners;
  private final Channel routes;

  References(Channel listeners, Channel routes) {
    this.listeners = listeners;
    this.routes = routes;
  }

  /** Whether a listener that the client has, or may still have, names the cluster. */
  boolean fromListener(String cluster) {
    return refers(listeners, cluster);
  }

  /** Whether a route configuration that the client has, or may still have, names the cluster. */
  boolean fromRoute(String cluster) {
    return refers(routes, cluster);
  }

  private static boolean refers(Channel channel, String cluster) {
    if (channel.hasUnknown()) {
      return true;
    }
    for (Resource resource : channel.heldResources()) {
      if (resource.refersToCluster(cluster)) {
        return true;
      }
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
