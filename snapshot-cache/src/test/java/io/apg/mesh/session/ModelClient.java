package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.XdsType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A client that says what an Envoy says; {@code traps.txt} has how, and both are held to it. What
 * it has survives its streams.
 */
final class ModelClient implements ModelPeer {
  private final Form form;
  private final boolean ordered;
  private final Consumer<XdsRequest> out;

  // What survives a stream.
  final ModelClusters clusters;
  final ModelListeners listeners = new ModelListeners();
  final ModelRoutes routes = new ModelRoutes();
  final ModelScopes scopes = new ModelScopes();
  private final Map<XdsType, String> versions = new EnumMap<>(XdsType.class);
  private final Set<String> secretsAsked = new TreeSet<>();
  private boolean askedListeners;

  /** Whether no scope may come before what it leads to can serve. */
  boolean scopesWait = true;

  private @Nullable String unsaidError; // state of the world: goes with the next answer
  private final Set<String> refused = new HashSet<>();

  /** What it will list on its next stream; wrong after it refused a part of a response. */
  private final Map<XdsType, Map<String, String>> lists = new EnumMap<>(XdsType.class);

  // What does not.
  private final Deque<Withheld> withheld = new ArrayDeque<>();
  private final Map<XdsType, String> nonces = new EnumMap<>(XdsType.class);
  private final Set<XdsType> spoken = new HashSet<>();
  private boolean firstClusters;

  private record Withheld(XdsResponse response, @Nullable String error) {}

  /** {@code ordered} = all types on one stream. */
  ModelClient(Form form, boolean ordered, Consumer<XdsRequest> out) {
    this(form, ordered, resource -> true, out);
  }

  /** {@code answers} = whether those answer whom a cluster asks beside the server. */
  ModelClient(Form form, boolean ordered, Predicate<Resource> answers, Consumer<XdsRequest> out) {
    this.clusters = new ModelClusters(answers);
    this.form = form;
    this.ordered = ordered;
    this.out = out;
  }

  // Streams.

  @Override
  public void connect() {
    withheld.clear();
    firstClusters = true;
    nonces.clear();
    spoken.clear();
    scopes.answered &= form == Form.DELTA;
    if (!isSilent()) {
      ask(XdsType.CLUSTER, Set.of(), List.of());
    }
    Set<String> names = clusters.endpointNames();
    if (!names.isEmpty()) {
      ask(XdsType.ENDPOINT, names, List.of());
    }
    if (!secretsAsked.isEmpty()) {
      ask(XdsType.SECRET, secretsAsked, List.of());
    }
    if (askedListeners) {
      ask(XdsType.LISTENER, Set.of(), List.of());
      if (scopes.asked) {
        ask(XdsType.SCOPED_ROUTE, Set.of(), List.of());
      }
      if (!routes.names.isEmpty()) {
        ask(XdsType.ROUTE, routes.names, List.of());
      }
    }
  }

  /** Whether it says nothing about clusters now. */
  private boolean isSilent() {
    return ordered && askedListeners && (clusters.isWarming() || clusters.isStuck());
  }

  /** A request that answers nothing. In delta {@code names} are new ones, else all. */
  private void ask(XdsType type, Set<String> names, Collection<String> unsubscribe) {
    boolean first = spoken.add(type);
    if (form == Form.DELTA) {
      Map<String, String> held = first ? held(type) : Map.of();
      out.accept(
          new DeltaRequest(type, "", List.copyOf(names), List.copyOf(unsubscribe), held, null));
    } else {
      sotw(type, names, null);
    }
  }

  private void sotw(XdsType type, Set<String> names, @Nullable ErrorDetail error) {
    String version = versions.getOrDefault(type, "");
    String nonce = nonces.getOrDefault(type, "");
    out.accept(new SotwRequest(type, version, nonce, List.copyOf(names), error));
  }

  private Map<String, String> held(XdsType type) {
    if (type.fullState()) {
      return lists.getOrDefault(type, Map.of());
    }
    Map<String, String> held = new LinkedHashMap<>();
    all(type).forEach((name, resource) -> held.put(name, resource.version()));
    return held;
  }

  // Responses.

  @Override
  public void receive(XdsResponse response) {
    XdsType type = response.type();
    if (type != XdsType.CLUSTER && !spoken.contains(type)) {
      return; // dropped without a word
    }
    nonces.put(type, response.nonce());
    if (Badness.isMalformed(response) && type.fullState()) {
      refuse(response);
      return;
    }
    switch (type) {
      case CLUSTER -> receiveClusters(response);
      case SECRET -> receiveSecrets(response);
      case ENDPOINT -> receiveEndpoints(response);
      case LISTENER -> receiveListeners(response);
      case ROUTE -> receiveRoutes(response);
      case SCOPED_ROUTE -> receiveScopes(response);
      case RUNTIME, EXTENSION_CONFIG, VIRTUAL_HOST ->
          throw new IllegalArgumentException("type: " + type + " (expected: one asked for)");
    }
  }

  /** Takes nothing of a response; that waits in line as every answer. */
  private void refuse(XdsResponse response) {
    String error = "Invalid duration: seconds: -1";
    if (response.type() == XdsType.CLUSTER) {
      askListeners();
      withhold(response, error);
    } else {
      answer(response, error);
    }
  }

  /** A response was accepted as a whole. */
  private void accepted(XdsResponse response) {
    Map<String, String> list = lists.computeIfAbsent(response.type(), type -> new TreeMap<>());
    response.resources().forEach(resource -> list.put(resource.name(), resource.version()));
    list.keySet().removeAll(response.removed());
    versions.put(response.type(), response.version());
  }

  private void receiveClusters(XdsResponse response) {
    ModelClusters.Outcome outcome = clusters.take(response, form == Form.SOTW);
    excuseLost(outcome.gone());
    refused.addAll(outcome.bad());
    firstClusters = false;
    askListeners();
    if (form == Form.DELTA) {
      release();
      if (!outcome.fresh().isEmpty() || !outcome.gone().isEmpty()) {
        ask(XdsType.ENDPOINT, outcome.fresh(), outcome.gone());
      }
    } else if (outcome.asksAgain()
        && (spoken.contains(XdsType.ENDPOINT) || !clusters.endpointNames().isEmpty())) {
      ask(XdsType.ENDPOINT, clusters.endpointNames(), List.of());
    }
    unsubscribeUnneeded();
    askSecrets();
    if (outcome.bad().isEmpty()) {
      accepted(response);
    }
    withhold(response, outcome.bad().isEmpty() ? null : "Error adding: " + outcome.bad());
  }

  private void excuseLost(Set<String> gone) {
    if (form == Form.SOTW) {
      // The server does not know what it could keep for a client that comes back.
      Set<String> lost = new TreeSet<>(gone);
      lost.removeIf(name -> !firstClusters && !refused.contains(name));
      routes.excuse(lost);
    }
  }

  private void withhold(XdsResponse response, @Nullable String error) {
    if (form == Form.SOTW) {
      withheld.clear(); // only the newest is answered
      unsaidError = error == null ? unsaidError : error;
    }
    withheld.add(new Withheld(response, error));
    release();
  }

  /** Says what waited for clusters to be warm, if they are. */
  private void release() {
    if (isSilent()) {
      return;
    }
    if (withheld.isEmpty() && !spoken.contains(XdsType.CLUSTER)) {
      ask(XdsType.CLUSTER, Set.of(), List.of());
    }
    for (Withheld one : List.copyOf(withheld)) {
      answer(one.response, form == Form.DELTA ? one.error : unsaidError);
      unsaidError = null;
    }
    withheld.clear();
  }

  /** Nobody answers that cluster. */
  void unanswered(String cluster) {
    clusters.unanswered(cluster);
    afterWarming();
  }

  /** Clusters may have become warm. */
  private void afterWarming() {
    unsubscribeUnneeded();
    release();
    askListeners();
  }

  /** A cluster that took its new form asks no more for what its old one needed. */
  private void unsubscribeUnneeded() {
    Set<String> unneeded = clusters.dropUnneeded();
    if (!unneeded.isEmpty()) {
      boolean delta = form == Form.DELTA;
      ask(
          XdsType.ENDPOINT,
          delta ? Set.of() : clusters.endpointNames(),
          delta ? unneeded : Set.of());
    }
  }

  /** Asks for listeners as soon as the first clusters are warm. */
  private void askListeners() {
    if (!askedListeners && !clusters.isWarming()) {
      askedListeners = true;
      ask(XdsType.LISTENER, Set.of(), List.of());
    }
  }

  private void receiveEndpoints(XdsResponse response) {
    String error = Badness.first(response);
    if (error == null) {
      clusters.takeEndpoints(response);
      afterWarming();
    }
    answer(response, error);
  }

  private void askSecrets() {
    Set<String> wanted = clusters.secretNames();
    Set<String> gone = new TreeSet<>(secretsAsked);
    gone.removeAll(wanted);
    Set<String> fresh = new TreeSet<>(wanted);
    fresh.removeAll(secretsAsked);
    if (!gone.isEmpty() || !fresh.isEmpty()) {
      clusters.secrets.keySet().removeAll(gone);
      secretsAsked.removeAll(gone);
      secretsAsked.addAll(fresh);
      ask(XdsType.SECRET, form == Form.DELTA ? fresh : wanted, gone);
    }
  }

  private void receiveSecrets(XdsResponse response) {
    String error = Badness.first(response);
    if (error == null) {
      clusters.takeSecrets(response);
      afterWarming();
    }
    answer(response, error);
  }

  private void receiveListeners(XdsResponse response) {
    List<String> errors = listeners.take(response, form == Form.SOTW);
    if (listeners.lookUpScopes() && !scopes.asked) {
      scopes.asked = true;
      ask(XdsType.SCOPED_ROUTE, Set.of(), List.of());
    }
    followRoutes(Set.of());
    answer(
        response,
        errors.isEmpty()
            ? null
            : "Error adding/updating listener(s) " + String.join("\n", errors) + "\n");
  }

  private void receiveScopes(XdsResponse response) {
    Set<String> gone = scopes.routes();
    boolean late = scopes.take(response, form == Form.SOTW);
    gone.removeAll(neededRoutes());
    if (late && scopesWait) {
      Set<String> fresh = neededRoutes();
      fresh.removeAll(routes.names);
      routes.late(fresh);
    }
    followRoutes(gone);
    answer(response, null);
  }

  private Set<String> neededRoutes() {
    Set<String> needed = listeners.routes();
    needed.addAll(scopes.routes());
    return needed;
  }

  /** Asks for what is needed now, and forgets what is not. */
  private void followRoutes(Set<String> gone) {
    Set<String> fresh = neededRoutes();
    fresh.removeAll(routes.names);
    routes.forget(gone);
    routes.names.addAll(fresh);
    if (!fresh.isEmpty() || !gone.isEmpty()) {
      ask(XdsType.ROUTE, form == Form.DELTA ? fresh : routes.names, gone);
    }
  }

  private void receiveRoutes(XdsResponse response) {
    boolean bad = Badness.first(response) != null;
    if (!bad) {
      routes.take(response);
    }
    answer(response, bad ? "missing ]: [" : null);
  }

  private void answer(XdsResponse response, @Nullable String error) {
    XdsType type = response.type();
    ErrorDetail detail = error == null ? null : new ErrorDetail(13, error);
    if (error == null && type != XdsType.CLUSTER) {
      accepted(response);
    }
    if (form == Form.DELTA) {
      Map<String, String> held = spoken.add(type) ? held(type) : Map.of();
      out.accept(new DeltaRequest(type, response.nonce(), List.of(), List.of(), held, detail));
      return;
    }
    spoken.add(type);
    Set<String> names =
        switch (type) {
          case SECRET -> secretsAsked;
          case ENDPOINT -> clusters.endpointNames();
          case ROUTE -> routes.names;
          default -> Set.of();
        };
    sotw(type, names, detail);
  }

  // Time.

  @Override
  public Set<String> runOut() {
    Map<String, Boolean> waited = clusters.runOut();
    if (form == Form.SOTW && waited.containsValue(true)) {
      ask(XdsType.ENDPOINT, clusters.endpointNames(), List.of());
    }
    if (!waited.isEmpty()) {
      afterWarming();
    }
    return waited.keySet();
  }

  @Override
  public void drain() {
    Set<String> unused = new TreeSet<>(routes.names);
    unused.removeAll(neededRoutes());
    if (!unused.isEmpty() && spoken.contains(XdsType.ROUTE)) {
      routes.forget(unused);
      ask(
          XdsType.ROUTE,
          form == Form.DELTA ? Set.of() : routes.names,
          form == Form.DELTA ? unused : Set.of());
    }
  }

  // What it has.

  @Override
  public boolean isWarming() {
    return clusters.isWarming();
  }

  @Override
  public boolean wants(XdsType type, String name) {
    return switch (type) {
      case CLUSTER -> true;
      case LISTENER -> askedListeners;
      case SECRET -> secretsAsked.contains(name);
      case ENDPOINT -> clusters.endpointNames().contains(name);
      case SCOPED_ROUTE -> scopes.asked;
      case ROUTE -> routes.names.contains(name);
      case RUNTIME, EXTENSION_CONFIG, VIRTUAL_HOST -> false;
    };
  }

  @Override
  public @Nullable Resource has(XdsType type, String name) {
    return all(type).get(name);
  }

  @Override
  public Set<String> names(XdsType type) {
    return all(type).keySet();
  }

  private Map<String, ? extends Resource> all(XdsType type) {
    return switch (type) {
      case CLUSTER -> clusters.accepted();
      case ENDPOINT -> clusters.endpoints;
      case SECRET -> clusters.secrets;
      case LISTENER -> listeners.all;
      case SCOPED_ROUTE -> scopes.all;
      case ROUTE -> routes.all;
      case RUNTIME, EXTENSION_CONFIG, VIRTUAL_HOST -> Map.of();
    };
  }

  @Override
  public Collection<String> routedClusters() {
    List<String> routed = new ArrayList<>();
    routes.all.values().forEach(config -> routed.addAll(config.table().clusters()));
    return routed;
  }

  @Override
  public Set<String> broken() {
    return routes.broken(clusters::serves);
  }

  @Override
  public Set<String> coldClusters() {
    Set<String> cold = new TreeSet<>(clusters.all.keySet());
    cold.removeIf(clusters::serves);
    return cold;
  }

  @Override
  public Set<String> takenPorts() {
    return listeners.taken;
  }

  @Override
  public Set<String> halfMade() {
    return clusters.halfMade();
  }

  @Override
  public Map<String, String> described() {
    Map<String, String> described = new TreeMap<>();
    clusters.all.forEach(
        (name, cluster) ->
            described.put(
                name, (clusters.serves(name) ? "serves" : "") + (cluster.warming ? "warms" : "")));
    routes.all.forEach((name, config) -> described.put(name, "" + config.table().clusters()));
    return described;
  }
}
