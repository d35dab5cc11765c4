package io.apg.mesh.session;

import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.XdsType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client that behaves as Envoy does where it matters: clusters warm by a new load assignment,
 * listeners are asked for when the first clusters are warm, answers to cluster responses are
 * withheld while anything warms and for ever beside a rejected cluster, state survives streams.
 */
final class ModelClient {
  private final Form form;
  private final Consumer<XdsRequest> out;

  // What survives a stream.
  final Map<String, ModelCluster> clusters = new TreeMap<>();
  final Map<String, Resource> endpoints = new TreeMap<>();
  final Map<String, Resource> secrets = new TreeMap<>();
  final Map<String, Resource> listeners = new TreeMap<>();
  final Map<String, RouteConfig> routes = new TreeMap<>();
  final Set<String> routeNames = new TreeSet<>();
  private final Set<String> secretsAsked = new TreeSet<>();
  private final Set<String> zombies = new TreeSet<>();
  private final Map<XdsType, String> versions = new EnumMap<>(XdsType.class);
  private boolean askedListeners;

  /** What it will list on its next stream; wrong after it refused a part of a response. */
  private final Map<XdsType, Map<String, String>> lists = new EnumMap<>(XdsType.class);

  /** Clusters that routes may name before they are there: sent at once by rule. */
  final Map<String, Set<String>> allowed = new HashMap<>();

  private final Map<String, Integer> received = new HashMap<>();

  private Queue<Withheld> withheld = new ArrayDeque<>();
  private final Map<XdsType, String> nonces = new EnumMap<>(XdsType.class);
  private final Set<String> refused = new HashSet<>();
  private boolean firstClusters;
  private boolean stuck;
  private final Set<XdsType> spoken = new HashSet<>();

  private record Withheld(XdsResponse response, @Nullable String error) {}

  ModelClient(Form form, Consumer<XdsRequest> out) {
    this.form = form;
    this.out = out;
  }

  // Streams.

  void connect() {
    withheld = new ArrayDeque<>();
    firstClusters = true;
    nonces.clear();
    spoken.clear();
    if (!isWarming() && zombies.isEmpty()) {
      askClusters();
    }
    if (!edsNames().isEmpty()) {
      ask(XdsType.ENDPOINT, edsNames(), List.of());
    }
    if (!secretsAsked.isEmpty()) {
      ask(XdsType.SECRET, secretsAsked, List.of());
    }
    if (askedListeners) {
      ask(XdsType.LISTENER, Set.of(), List.of());
      if (!routeNames.isEmpty()) {
        ask(XdsType.ROUTE, routeNames, List.of());
      }
    }
  }

  private void askClusters() {
    if (!spoken.contains(XdsType.CLUSTER)) {
      ask(XdsType.CLUSTER, Set.of(), List.of());
    }
  }

  /** A request that answers nothing. In delta {@code names} are new ones, else all. */
  private void ask(XdsType type, Set<String> names, List<String> unsubscribe) {
    boolean first = spoken.add(type);
    if (form == Form.DELTA) {
      Map<String, String> held = first ? held(type) : Map.of();
      out.accept(new DeltaRequest(type, "", List.copyOf(names), unsubscribe, held, null));
    } else {
      out.accept(
          new SotwRequest(
              type,
              versions.getOrDefault(type, ""),
              nonces.getOrDefault(type, ""),
              List.copyOf(names),
              null));
    }
  }

  private Map<String, String> held(XdsType type) {
    Map<String, String> held = new LinkedHashMap<>();
    switch (type) {
      case CLUSTER, LISTENER -> held.putAll(lists.getOrDefault(type, Map.of()));
      case ENDPOINT -> endpoints.forEach((n, r) -> held.put(n, r.version()));
      case ROUTE -> routes.forEach((n, r) -> held.put(n, r.version()));
      case SECRET -> secrets.forEach((n, r) -> held.put(n, r.version()));
    }
    return held;
  }

  private Set<String> edsNames() {
    Set<String> names = new TreeSet<>();
    clusters.forEach(
        (name, cluster) -> {
          if (cluster.resource.warming().endpoints()) {
            names.add(name);
          }
        });
    return names;
  }

  boolean isWarming() {
    return clusters.values().stream().anyMatch(cluster -> cluster.warming);
  }

  boolean hasZombies() {
    return !zombies.isEmpty();
  }

  /** The time for the first load assignment has run out; answers which clusters had none. */
  Set<String> stopWarming() {
    Set<String> stopped = new TreeSet<>();
    clusters.forEach(
        (name, cluster) -> {
          if (cluster.warming) {
            cluster.warming = false;
            stopped.add(name);
          }
        });
    afterWarming();
    return stopped;
  }

  // Responses.

  void receive(XdsResponse response) {
    nonces.put(response.type(), response.nonce());
    if (Badness.isMalformed(response)) {
      refuse(response, "Invalid duration: seconds: -1");
      return;
    }
    switch (response.type()) {
      case CLUSTER -> receiveClusters(response);
      case SECRET -> receiveSecrets(response);
      case ENDPOINT -> receiveEndpoints(response);
      case LISTENER -> receiveListeners(response);
      case ROUTE -> receiveRoutes(response);
    }
  }

  /** Takes nothing of a response; that waits in line as every answer. */
  private void refuse(XdsResponse response, String error) {
    if (response.type() == XdsType.CLUSTER) {
      firstClusters = false;
      withheld.add(new Withheld(response, error));
      afterWarming();
    } else {
      answer(response, error);
    }
  }

  private void list(XdsResponse response) {
    Map<String, String> list = lists.computeIfAbsent(response.type(), type -> new TreeMap<>());
    response.resources().forEach(resource -> list.put(resource.name(), resource.version()));
    list.keySet().removeAll(response.removed());
  }

  private void receiveClusters(XdsResponse response) {
    List<String> bad = new ArrayList<>();
    Set<String> fresh = new TreeSet<>();
    boolean changed = false;
    Set<String> seen = new HashSet<>();
    for (Resource resource : response.resources()) {
      seen.add(resource.name());
      ModelCluster old = clusters.get(resource.name());
      if (Badness.isBad(resource)) {
        bad.add(resource.name());
        zombies.add(resource.name());
        continue;
      }
      boolean half = zombies.remove(resource.name());
      if (half && old != null) {
        old.take(resource, secrets.keySet());
      }
      if (old != null && old.resource.version().equals(resource.version())) {
        continue;
      }
      changed = true;
      if (old == null) {
        old = new ModelCluster(resource);
        clusters.put(resource.name(), old);
        if (resource.warming().endpoints()) {
          fresh.add(resource.name());
        }
      }
      old.take(resource, secrets.keySet());
    }
    List<String> gone = new ArrayList<>(response.removed());
    if (form == Form.SOTW) {
      clusters.keySet().stream().filter(name -> !seen.contains(name)).forEach(gone::add);
      zombies.retainAll(seen);
    }
    gone.forEach(zombies::remove);
    gone.removeIf(name -> clusters.remove(name) == null);
    if (form == Form.SOTW) {
      // The server does not know what it could keep for a client that comes back.
      Set<String> lost = new TreeSet<>(gone);
      lost.removeIf(name -> !firstClusters && !refused.contains(name));
      allowed.values().forEach(names -> names.addAll(lost));
    }
    refused.addAll(bad);
    if (bad.isEmpty()) {
      list(response);
    }
    firstClusters = false;
    gone.forEach(endpoints::remove);
    if (form == Form.DELTA && !(fresh.isEmpty() && gone.isEmpty())) {
      ask(XdsType.ENDPOINT, fresh, gone);
    } else if (form == Form.SOTW && (changed || !gone.isEmpty())) {
      ask(XdsType.ENDPOINT, edsNames(), List.of());
    }
    askSecrets();
    withheld.add(new Withheld(response, bad.isEmpty() ? null : "Error adding: " + bad));
    if (!askedListeners || (!isWarming() && !isStuck(changed))) {
      releaseClusterAnswers();
    }
    afterWarming();
  }

  /** A half made cluster and a change beside it withhold everything. */
  private boolean isStuck(boolean changed) {
    stuck = !zombies.isEmpty() && (stuck || changed);
    return stuck;
  }

  private void releaseClusterAnswers() {
    List<Withheld> all = new ArrayList<>(withheld);
    withheld.clear();
    if (form == Form.DELTA) {
      all.forEach(one -> answer(one.response, one.error));
      return;
    }
    if (all.isEmpty()) {
      return;
    }
    Withheld newest = all.get(all.size() - 1);
    String error = null;
    for (Withheld one : all) {
      error = one.error == null ? error : one.error;
    }
    if (newest.error == null) {
      versions.put(XdsType.CLUSTER, newest.response.version());
    }
    answer(newest.response, error);
  }

  private void afterWarming() {
    if (isWarming()) {
      return;
    }
    if (!isStuck(false)) {
      releaseClusterAnswers();
    }
    if (zombies.isEmpty()) {
      askClusters();
    }
    if (!askedListeners) {
      askedListeners = true;
      ask(XdsType.LISTENER, Set.of(), List.of());
    }
  }

  private void receiveEndpoints(XdsResponse response) {
    String error = Badness.first(response);
    if (error == null) {
      for (Resource resource : response.resources()) {
        ModelCluster cluster = clusters.get(resource.name());
        if (cluster != null) {
          endpoints.put(resource.name(), resource);
          cluster.hasEndpoints(secrets.keySet());
        }
      }
      for (String name : response.removed()) {
        ModelCluster cluster = clusters.get(name);
        if (cluster != null) {
          cluster.warming = false; // with the endpoints it has, or none
        }
      }
    }
    answer(response, error);
    afterWarming();
  }

  private void receiveListeners(XdsResponse response) {
    List<String> bad = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Resource resource : response.resources()) {
      seen.add(resource.name());
      if (Badness.isBad(resource)) {
        bad.add(resource.name());
      } else {
        listeners.put(resource.name(), resource);
      }
    }
    if (form == Form.SOTW) {
      listeners.keySet().retainAll(seen);
    }
    listeners.keySet().removeAll(response.removed());
    if (bad.isEmpty()) {
      list(response);
    }
    answer(response, bad.isEmpty() ? null : "Error adding: " + bad);
    Set<String> fresh = new TreeSet<>(usedRoutes());
    fresh.removeAll(routeNames);
    routeNames.addAll(fresh);
    if (!fresh.isEmpty()) {
      ask(XdsType.ROUTE, form == Form.DELTA ? fresh : routeNames, List.of());
    }
  }

  private Set<String> usedRoutes() {
    Set<String> names = new TreeSet<>();
    listeners.values().forEach(l -> names.addAll(((EncodedResource) l).refs().routes()));
    return names;
  }

  /** Old listeners have drained: their route configurations are not needed any more. */
  void drain() {
    Set<String> unused = new TreeSet<>(routeNames);
    unused.removeAll(usedRoutes());
    if (!unused.isEmpty() && spoken.contains(XdsType.ROUTE)) {
      routeNames.removeAll(unused);
      routes.keySet().removeAll(unused);
      allowed.keySet().removeAll(unused);
      received.keySet().removeAll(unused);
      ask(
          XdsType.ROUTE,
          form == Form.DELTA ? Set.of() : routeNames,
          form == Form.DELTA ? List.copyOf(unused) : List.of());
    }
  }

  private void receiveRoutes(XdsResponse response) {
    String error = Badness.first(response) == null ? null : "missing ]: [";
    if (error == null) {
      for (Resource resource : response.resources()) {
        RouteConfig config = (RouteConfig) resource;
        if (routeNames.contains(config.name())) {
          routes.put(config.name(), config);
          // The first one after a subscription, and those that were under way before it.
          if (received.merge(config.name(), 1, Integer::sum) <= 3) {
            allowed.put(config.name(), new HashSet<>(config.table().clusters()));
          }
        }
      }
    }
    answer(response, error);
  }

  private void askSecrets() {
    Set<String> wanted = secretNames();
    Set<String> gone = new TreeSet<>(secretsAsked);
    gone.removeAll(wanted);
    Set<String> fresh = new TreeSet<>(wanted);
    fresh.removeAll(secretsAsked);
    if (!gone.isEmpty() || !fresh.isEmpty()) {
      secrets.keySet().removeAll(gone);
      secretsAsked.removeAll(gone);
      secretsAsked.addAll(fresh);
      ask(XdsType.SECRET, form == Form.DELTA ? fresh : wanted, List.copyOf(gone));
    }
  }

  private Set<String> secretNames() {
    Set<String> names = new TreeSet<>();
    clusters.values().forEach(cluster -> names.addAll(cluster.resource.secrets()));
    return names;
  }

  private void receiveSecrets(XdsResponse response) {
    String error = Badness.first(response);
    if (error == null) {
      response.resources().forEach(resource -> secrets.put(resource.name(), resource));
      clusters.values().forEach(cluster -> cluster.look(secrets.keySet()));
    }
    answer(response, error);
    afterWarming();
  }

  private void answer(XdsResponse response, @Nullable String error) {
    XdsType type = response.type();
    ErrorDetail detail = error == null ? null : new ErrorDetail(13, error);
    if (form == Form.DELTA) {
      Map<String, String> held = spoken.add(type) ? held(type) : Map.of();
      out.accept(new DeltaRequest(type, response.nonce(), List.of(), List.of(), held, detail));
      return;
    }
    if (error == null) {
      versions.put(type, response.version());
    }
    Set<String> names =
        switch (type) {
          case SECRET -> secretsAsked;
          case ENDPOINT -> edsNames();
          case ROUTE -> routeNames;
          default -> Set.of();
        };
    out.accept(
        new SotwRequest(
            type, versions.getOrDefault(type, ""), response.nonce(), List.copyOf(names), detail));
  }
}
