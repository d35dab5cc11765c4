package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The clusters, endpoints and secrets of a {@link ModelClient}. A cluster warms until a load
 * assignment comes, and the secrets that it names are there; one that is refused stays half made,
 * and blocks all answers once another one changes, or where one warms.
 */
final class ModelClusters {
  final Map<String, ModelCluster> all = new TreeMap<>();
  final Map<String, Resource> endpoints = new TreeMap<>();
  final Map<String, Resource> secrets = new TreeMap<>();
  private final Predicate<Resource> answers;
  private final Map<String, String> halfMade = new HashMap<>(); // name to version
  private boolean stuck;

  /** {@code answers} = whether those whom a cluster asks, but for the server, answer. */
  ModelClusters(Predicate<Resource> answers) {
    this.answers = answers;
  }

  /**
   * What a response did.
   *
   * @param fresh names that need endpoints for the first time
   * @param gone names that are no more
   * @param asksAgain whether the endpoints that it needs are others, or needed anew
   * @param bad names that were refused
   */
  record Outcome(Set<String> fresh, Set<String> gone, boolean asksAgain, List<String> bad) {}

  /** Takes the good part of a response; {@code full} = what it does not name is gone. */
  Outcome take(XdsResponse response, boolean full) {
    Set<String> fresh = new TreeSet<>();
    List<String> bad = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    Set<String> dropped = new TreeSet<>();
    boolean changed = false;
    for (Resource resource : response.resources()) {
      String name = resource.name();
      seen.add(name);
      if (Badness.isBad(resource)) {
        // The same once more is no change, and so no error.
        if (!resource.version().equals(halfMade.put(name, resource.version()))) {
          bad.add(name);
          changed |= stopWarming(name, dropped);
        }
        continue;
      }
      boolean again = halfMade.remove(name) != null;
      ModelCluster old = all.get(name);
      if (old == null || again || !old.resource.version().equals(resource.version())) {
        changed = true;
        set(resource, old, fresh);
      }
    }
    Set<String> gone = gone(response, full, seen);
    gone.addAll(dropped);
    changed |= !gone.isEmpty();
    boolean besideWarming = !bad.isEmpty() && isWarming();
    stuck = !halfMade.isEmpty() && (stuck || changed || besideWarming);
    return new Outcome(fresh, gone, changed, bad);
  }

  /** A bad change takes the place of what warmed; answers whether anything did. */
  private boolean stopWarming(String name, Set<String> dropped) {
    ModelCluster old = all.get(name);
    if (old == null || !old.warming) {
      return false;
    }
    old.warming = false;
    if (old.inUse == null) {
      all.remove(name);
      dropped.add(name);
    } else {
      old.resource = old.inUse;
    }
    return true;
  }

  private void set(Resource resource, @Nullable ModelCluster old, Set<String> fresh) {
    ModelCluster cluster = old == null ? new ModelCluster(resource) : old;
    all.put(resource.name(), cluster);
    if (resource.warming().endpoints() && !cluster.needsEndpoints()) {
      fresh.add(resource.name());
    }
    cluster.take(resource, secrets.keySet(), answers.test(resource));
  }

  private Set<String> gone(XdsResponse response, boolean full, Set<String> seen) {
    Set<String> gone = new TreeSet<>(response.removed());
    if (full) {
      all.keySet().stream().filter(name -> !seen.contains(name)).forEach(gone::add);
      halfMade.keySet().retainAll(seen);
    }
    halfMade.keySet().removeAll(gone);
    gone.removeIf(name -> all.remove(name) == null);
    endpoints.keySet().removeAll(gone);
    return gone;
  }

  /** Takes load assignments, all of them good. */
  void takeEndpoints(XdsResponse response) {
    for (Resource resource : response.resources()) {
      ModelCluster cluster = all.get(resource.name());
      if (cluster != null) {
        endpoints.put(resource.name(), resource);
        cluster.hasEndpoints(secrets.keySet());
      }
    }
    for (String name : response.removed()) {
      ModelCluster cluster = all.get(name);
      if (cluster != null) {
        cluster.hasEndpoints(secrets.keySet()); // those it has, or none
      }
    }
  }

  /** Takes secrets, all of them good. */
  void takeSecrets(XdsResponse response) {
    response.resources().forEach(resource -> secrets.put(resource.name(), resource));
    all.values().forEach(cluster -> cluster.look(secrets.keySet()));
  }

  /** Names of the secrets that it needs. */
  Set<String> secretNames() {
    Set<String> names = new TreeSet<>();
    all.values().forEach(cluster -> names.addAll(cluster.resource.secrets()));
    return names;
  }

  /** Clusters wait no longer; answers which did, and whether endpoints were in use before. */
  Map<String, Boolean> runOut() {
    Map<String, Boolean> waited = new TreeMap<>();
    all.forEach(
        (name, cluster) -> {
          if (cluster.warming) {
            waited.put(name, cluster.inUse != null);
            cluster.warm();
          }
        });
    return waited;
  }

  /** What was accepted last of each. */
  Map<String, Resource> accepted() {
    Map<String, Resource> accepted = new TreeMap<>();
    all.forEach((name, cluster) -> accepted.put(name, cluster.resource));
    return accepted;
  }

  /** Load assignments of clusters that are of another kind now, which are needed no more. */
  Set<String> dropUnneeded() {
    Set<String> unneeded = new TreeSet<>(endpoints.keySet());
    unneeded.removeAll(endpointNames());
    endpoints.keySet().removeAll(unneeded);
    return unneeded;
  }

  /** Whom clusters ask that warm, and how long they wait for an answer. */
  Map<String, Duration> asked() {
    Map<String, Duration> asked = new TreeMap<>();
    all.forEach(
        (name, cluster) -> {
          if (cluster.asks()) {
            asked.put(name, cluster.resource.warming().bound());
          }
        });
    return asked;
  }

  /** Nobody answers that cluster, which goes on without. */
  void unanswered(String name) {
    ModelCluster cluster = all.get(name);
    if (cluster != null) {
      cluster.unanswered(secrets.keySet());
    }
  }

  /** Names of the load assignments that it needs. */
  Set<String> endpointNames() {
    Set<String> names = new TreeSet<>();
    all.forEach(
        (name, cluster) -> {
          if (cluster.needsEndpoints()) {
            names.add(name);
          }
        });
    return names;
  }

  boolean isWarming() {
    return all.values().stream().anyMatch(cluster -> cluster.warming);
  }

  /** Whether a refused cluster blocks all answers, for ever. */
  boolean isStuck() {
    return stuck;
  }

  /** Names of clusters of which a refused form is left behind. */
  Set<String> halfMade() {
    return halfMade.keySet();
  }

  /** Whether requests can be sent to that cluster. */
  boolean serves(String name) {
    ModelCluster cluster = all.get(name);
    return cluster != null
        && cluster.inUse != null
        && answers.test(cluster.inUse)
        && (!cluster.inUse.warming().endpoints() || endpoints.containsKey(name))
        && secrets.keySet().containsAll(cluster.inUse.secrets());
  }
}
