package io.apg.mesh.session;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Clusters that the client has and that are not known to be warm there. A cluster is warm when the
 * client has subscribed its load assignment after the cluster was sent (so it accepted the cluster)
 * and has acknowledged that load assignment. Both are needed: Envoy acknowledges the load
 * assignments of clusters that it rejected too. The acknowledgement of the cluster itself proves
 * nothing, and may never come.
 */
final class WarmProofs {
  private Map<String, Proof> open = new HashMap<>();
  private Set<String> early = new HashSet<>();

  private static final class Proof {
    final long number;
    final long since;
    boolean accepted;

    Proof(long number, long since) {
      this.number = number;
      this.since = since;
    }
  }

  /** A cluster that is new to the client went out with response {@code number}. */
  void sent(String cluster, long number, long now) {
    open.put(cluster, new Proof(number, now));
  }

  /** The client has the cluster from an earlier stream. */
  void listed(String cluster, long now, boolean accepted) {
    if (!early.contains(cluster)) {
      Proof proof = new Proof(0, now);
      proof.accepted = accepted;
      open.put(cluster, proof);
    }
  }

  /** The client has load assignments from an earlier stream, so their clusters are warm. */
  void listedEndpoints(Set<String> names) {
    open.keySet().removeAll(names);
  }

  /** The client has load assignments before it said which clusters it has. */
  void early(Collection<String> names) {
    early.addAll(names);
  }

  boolean isEarly(String cluster) {
    return early.contains(cluster);
  }

  /** The client has said which clusters it has. */
  void clustersListed() {
    early = new HashSet<>();
  }

  /** The client subscribed the load assignment. */
  void subscribed(String cluster) {
    Proof proof = open.get(cluster);
    if (proof != null) {
      proof.accepted = true;
    }
  }

  /** The client unsubscribed it: what it said before was about an earlier cluster of that name. */
  void unsubscribed(String cluster) {
    Proof proof = open.get(cluster);
    if (proof != null) {
      proof.accepted = false;
    }
  }

  /** The client acknowledged the load assignment sent with response {@code number}. */
  boolean acknowledged(String cluster, long number) {
    Proof proof = open.get(cluster);
    if (proof == null || !proof.accepted || number < proof.number) {
      return false;
    }
    forget(cluster);
    return true;
  }

  /** The cluster has been removed. */
  void forget(String cluster) {
    open.remove(cluster);
    if (open.isEmpty()) {
      open = new HashMap<>();
    }
  }

  boolean isProved(String cluster) {
    return !open.containsKey(cluster);
  }

  boolean allProved() {
    return open.isEmpty();
  }

  /** When the cluster was sent; null = it is proved. */
  @Nullable Long openSince(String cluster) {
    Proof proof = open.get(cluster);
    return proof == null ? null : proof.since;
  }
}
