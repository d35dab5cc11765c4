package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Clusters that the client has and that are not known to be warm there. A cluster is warm when the
 * client has accepted it after it was sent (by subscribing its load assignment, say) and has
 * acknowledged that load assignment. Both are needed: Envoy acknowledges the load assignments of
 * clusters that it rejected too. The acknowledgement of the cluster itself may never come, and
 * comes too when time has run out.
 */
final class WarmProofs {
  private final long patience;
  private Map<String, WarmProof> open = new HashMap<>();
  private Set<String> early = new HashSet<>();
  private final Set<String> secrets = new HashSet<>();
  private int slow; // number of those in open that may be slow by kind

  /** {@code patience} = how long load assignments and secrets may take. */
  WarmProofs(long patience) {
    this.patience = patience;
  }

  /** A cluster went out with response {@code number}: a new one, or one not proved before. */
  void sent(Resource cluster, long number, long now) {
    WarmProof old = open.get(cluster.name());
    WarmProof proof = new WarmProof(cluster, number, old == null ? now : old.since());
    proof.accept(old != null && old.isAccepted());
    proof.look(secrets, now);
    put(cluster, proof);
  }

  /**
   * The client has the cluster from an earlier stream.
   *
   * @param said whether it says so itself
   * @param subscribed whether it subscribes the load assignment
   */
  void listed(Resource cluster, long now, boolean said, boolean subscribed) {
    WarmProof proof = WarmProof.listed(cluster, now, said);
    if (subscribed) {
      proof.accept(true);
    }
    if (early.contains(cluster.name())) {
      proof.accept(true);
      proof.hasEndpoints();
    }
    put(cluster, proof);
    settle(cluster.name(), now);
  }

  /** The client has load assignments from an earlier stream, so their clusters are warm. */
  void listedEndpoints(Set<String> names, long now) {
    for (String name : names) {
      WarmProof proof = open.get(name);
      if (proof != null) {
        proof.accept(true);
        proof.hasEndpoints();
        settle(name, now);
      }
    }
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
    accept(cluster, true);
  }

  /** The client unsubscribed it: what it said before was about an earlier cluster of that name. */
  void unsubscribed(String cluster) {
    accept(cluster, false);
  }

  private void accept(String cluster, boolean accepted) {
    WarmProof proof = open.get(cluster);
    if (proof != null) {
      proof.accept(accepted);
    }
  }

  /** The client acknowledged the load assignment sent with response {@code number}. */
  boolean acknowledged(String cluster, long number, long now) {
    WarmProof proof = open.get(cluster);
    if (proof == null || !proof.isAccepted() || number < proof.number()) {
      return false;
    }
    proof.hasEndpoints();
    return settle(cluster, now);
  }

  /** The client has a secret: it acknowledged it, or had it before. */
  boolean hasSecrets(Collection<String> names, long now) {
    return secrets.addAll(names) && settleAll(now);
  }

  /** The client does not need a secret any more, and forgets it. */
  void forgetSecrets(Collection<String> names) {
    names.forEach(secrets::remove);
  }

  /** Whether the client has all the secrets of a cluster. */
  boolean hasSecretsOf(Resource cluster) {
    return secrets.containsAll(cluster.secrets());
  }

  /**
   * The client acknowledged the cluster sent with response {@code number}.
   *
   * @param started whether it has got as far as listeners: before that it answers while it warms
   */
  boolean clusterAcknowledged(String cluster, long number, boolean started, long now) {
    WarmProof proof = open.get(cluster);
    if (proof == null || number < proof.number()) {
      return false;
    }
    proof.answer();
    proof.look(secrets, now);
    if (started && proof.end(now)) {
      forget(cluster);
      return true;
    }
    return settle(cluster, now);
  }

  /** The same from a client of which it shows no more than that it accepted the cluster. */
  boolean clusterAccepted(String cluster, long number, long now) {
    WarmProof proof = open.get(cluster);
    if (proof == null || number < proof.number()) {
      return false;
    }
    proof.answer();
    boolean unused = proof.end(now); // no answer will ever tell more
    return settle(cluster, now);
  }

  /** The client, which was new, asks for listeners: of what it has answered, nothing warms. */
  boolean started(long now) {
    boolean warm = false;
    for (String cluster : List.copyOf(open.keySet())) {
      WarmProof proof = open.get(cluster);
      if (proof != null && proof.isAnswered() && proof.end(now)) {
        forget(cluster);
        warm = true;
      }
    }
    return warm;
  }

  private boolean settleAll(long now) {
    boolean warm = false;
    for (String cluster : List.copyOf(open.keySet())) {
      warm |= settle(cluster, now);
    }
    return warm;
  }

  private boolean settle(String cluster, long now) {
    WarmProof proof = open.get(cluster);
    if (proof != null) {
      proof.look(secrets, now);
      if (proof.isWarm()) {
        forget(cluster);
        return true;
      }
    }
    return false;
  }

  private void put(Resource cluster, WarmProof proof) {
    WarmProof old = open.put(cluster.name(), proof);
    slow += proof.isSlowByKind() ? 1 : 0;
    slow -= old != null && old.isSlowByKind() ? 1 : 0;
  }

  /** The cluster has been removed. */
  void forget(String cluster) {
    WarmProof proof = open.remove(cluster);
    slow -= proof != null && proof.isSlowByKind() ? 1 : 0;
    if (open.isEmpty()) {
      open = new HashMap<>();
    }
  }

  /** Nothing is known of the client's clusters any more. */
  void forgetAll() {
    open = new HashMap<>();
    slow = 0;
    early = new HashSet<>();
  }

  /** Whether every cluster that the client has is proved. */
  boolean isEmpty() {
    return open.isEmpty();
  }

  boolean isProved(String cluster) {
    return !open.containsKey(cluster);
  }

  /** Whether the client warms none of those clusters, as far as it can be known. */
  boolean allOver(Predicate<String> clusters) {
    return open.entrySet().stream()
        .allMatch(entry -> entry.getValue().isOver() || !clusters.test(entry.getKey()));
  }

  /** Clusters that may warm for long, in name order. */
  Set<String> slow() {
    Set<String> names = new TreeSet<>();
    if (slow > 0) {
      open.forEach(
          (name, proof) -> {
            if (proof.isSlow()) {
              names.add(name);
            }
          });
    }
    return names;
  }

  /** When the cluster was sent; null = it is proved. */
  @Nullable Long openSince(String cluster) {
    WarmProof proof = open.get(cluster);
    return proof == null ? null : proof.since();
  }

  /** Until when a new route waits for the cluster; null = it is proved. */
  @Nullable Long deadline(String cluster) {
    WarmProof proof = open.get(cluster);
    return proof == null ? null : proof.deadline(patience);
  }

  /** What the cluster waits for; empty = nothing that is known. */
  List<String> causes(String cluster) {
    WarmProof proof = open.get(cluster);
    return proof == null ? List.of() : proof.causes(secrets);
  }
}
