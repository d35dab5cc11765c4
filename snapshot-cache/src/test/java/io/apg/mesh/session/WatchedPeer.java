package io.apg.mesh.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.XdsType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A model client whose every step is checked, for simulations of more than one session. Whatever a
 * server may not do to a client is an {@link AssertionError} of the call that shows it. It refuses
 * content that has {@code bad} in it. Not thread-safe.
 */
public final class WatchedPeer {
  private static final String ROUTES = "routes ";

  private final ModelPeer peer;
  private final SessionSettings settings;
  private final Duration slack;
  private final SentTwice sentTwice;
  private final TreeMap<String, Long> lastUse = new TreeMap<>();
  private final TreeMap<String, Long> since = new TreeMap<>(); // cold clusters
  private final Set<String> late = new TreeSet<>(); // cold clusters of which enough was waited
  private boolean refused;
  private boolean heardClusters; // on this stream

  private WatchedPeer(ModelPeer peer, Form form, SessionSettings settings, Duration slack) {
    this.peer = peer;
    this.settings = settings;
    this.slack = slack;
    this.sentTwice = new SentTwice(form);
  }

  /**
   * An Envoy.
   *
   * @param settings what the server promises
   * @param slack how much longer one message may travel than another
   * @param answers whether those answer whom a cluster asks beside the server
   * @param out takes what it says
   */
  public static WatchedPeer envoy(
      Form form,
      SessionSettings settings,
      Duration slack,
      Predicate<Resource> answers,
      Consumer<XdsRequest> out) {
    ModelClient envoy = new ModelClient(form, true, answers, out);
    return new WatchedPeer(envoy, form, settings, slack);
  }

  /** A gRPC library that dials {@code target}. */
  public static WatchedPeer grpc(
      String target, SessionSettings settings, Duration slack, Consumer<XdsRequest> out) {
    return new WatchedPeer(new ModelGrpc(target, out), Form.SOTW, settings, slack);
  }

  /** A client that refuses everything. */
  public static WatchedPeer refuser(Form form, SessionSettings settings, Consumer<XdsRequest> out) {
    WatchedPeer refuser =
        new WatchedPeer(new ModelRefuser(form, out), form, settings, Duration.ZERO);
    refuser.refused = true;
    return refuser;
  }

  // What the server does.

  /** A request of this client has come to a server, which has that snapshot for it. */
  public void heard(XdsRequest request, NodeMemory memory, Snapshot snapshot) {
    refused |= request.error() != null;
    heardClusters |= request.type() == XdsType.CLUSTER;
    sentTwice.heard(request, memory, snapshot);
  }

  /** A server sends this. Nothing that was refused comes again, and nothing twice without need. */
  public void sent(XdsResponse response, NodeMemory memory) {
    for (Resource resource : response.resources()) {
      notRefused(FragmentKey.of(resource.type(), resource.name()), resource.version(), memory);
      if (resource instanceof RouteConfig config) {
        for (VirtualHostFragment host : config.table().hosts()) {
          notRefused(FragmentKey.of(config.name(), host.name()), host.version(), memory);
        }
      }
    }
    String twice = sentTwice.sent(response);
    if (!refused) {
      assertThat(twice).as("sent twice without need").isEmpty();
    }
  }

  private static void notRefused(FragmentKey key, String version, NodeMemory memory) {
    if (memory.of(key, version) != null) {
      throw new AssertionError(key + " " + version + " was refused");
    }
  }

  // What the client does.

  /** A new stream, with a server that may know nothing of those before. */
  public void connect() {
    heardClusters = false;
    sentTwice.newStream();
    peer.connect();
  }

  /** A response has arrived. */
  public void receive(XdsResponse response, long now) {
    removes(response, now);
    peer.receive(response);
    look(now);
  }

  /**
   * A request may hold a route for a while after the route is gone. To a client that warms when it
   * comes back, and says nothing of clusters, slow ones are not sent that no route uses.
   */
  private void removes(XdsResponse response, long now) {
    if (response.type() != XdsType.CLUSTER || !heardClusters) {
      return;
    }
    Set<String> removed = new TreeSet<>(response.removed());
    removed.retainAll(peer.names(XdsType.CLUSTER));
    for (String cluster : removed) {
      assertThat(Duration.ofNanos(now - lastUse.getOrDefault(cluster, Long.MIN_VALUE / 2)))
          .as("time since %s was used", cluster)
          .isGreaterThanOrEqualTo(settings.releaseAfter());
    }
  }

  /** No route points to a cluster that cannot serve, unless that is late. */
  private void look(long now) {
    Set<String> cold = peer.coldClusters();
    since.keySet().retainAll(cold);
    cold.forEach(cluster -> since.putIfAbsent(cluster, now));
    late.retainAll(cold);
    for (String cluster : peer.broken()) {
      assertThat(late.contains(cluster) || isLate(cluster, now) || isUntold(cluster))
          .as("a route points to %s, which cannot serve: %s", cluster, peer.described())
          .isTrue();
      late.add(cluster);
    }
    peer.routedClusters().forEach(cluster -> lastUse.put(cluster, now));
  }

  /**
   * Whether it refused that cluster, and nobody may know: Envoy withholds that answer while another
   * cluster warms, and says to the next server that all is well. Of a cluster without load
   * assignment, nothing else tells.
   */
  private boolean isUntold(String cluster) {
    return peer.halfMade().contains(cluster);
  }

  private boolean isLate(String cluster, long now) {
    long waited = now - since.getOrDefault(cluster, now);
    Resource form = peer.has(XdsType.CLUSTER, cluster);
    boolean asks = form != null && !form.warming().probes().isEmpty();
    Duration bound = asks ? form.warming().bound() : settings.warmBound();
    return waited >= bound.minus(slack).toNanos();
  }

  /** Waits no longer for load assignments; answers of which clusters. */
  public Set<String> runOut(long now) {
    Set<String> waited = peer.runOut();
    look(now);
    return waited;
  }

  /** Clusters that warm until somebody else than the server answers, and how long they wait. */
  public Map<String, Duration> asked() {
    return peer instanceof ModelClient envoy ? envoy.clusters.asked() : Map.of();
  }

  /** Nobody answered that cluster in time. */
  public void unanswered(String cluster, long now) {
    if (peer instanceof ModelClient envoy) {
      envoy.unanswered(cluster);
      late.add(cluster); // whatever leads there did so before, or is judged when it comes
      look(now);
    }
  }

  /** Whether any cluster warms. */
  public boolean isWarming() {
    return peer.isWarming();
  }

  /** Clusters that it has and that cannot serve. */
  public Set<String> cold() {
    return peer.coldClusters();
  }

  /** Listeners that were replaced have no connections any more. */
  public void drain(long now) {
    peer.drain();
    look(now);
  }

  // What it has.

  /** Whether content is such as this client refuses. */
  public static boolean isBad(Resource resource) {
    return Badness.isBad(resource);
  }

  /** What of a snapshot it asked for and has not exactly, or has beside it; empty = nothing. */
  public List<String> differences(Snapshot snapshot) {
    return differences(snapshot, Set.of(), true);
  }

  /**
   * The same, but for what is refused, and routes and listeners to clusters that need not be warm.
   *
   * @param routes whether route configurations are looked at
   */
  public List<String> avoidable(Snapshot snapshot, Set<String> slow, boolean routes) {
    Set<String> cold = new TreeSet<>(slow);
    for (XdsType type : List.of(XdsType.CLUSTER, XdsType.ENDPOINT)) {
      for (Resource resource : snapshot.resources(type)) {
        if (Badness.isBad(resource)) {
          cold.add(resource.name());
        }
      }
    }
    List<String> differences = differences(snapshot, cold, false);
    if (!routes) {
      differences.removeIf(what -> what.startsWith(ROUTES));
    }
    return differences;
  }

  private List<String> differences(Snapshot snapshot, Set<String> cold, boolean all) {
    List<String> differences = new ArrayList<>();
    for (XdsType type : XdsType.values()) {
      for (Resource wanted : snapshot.resources(type)) {
        if (!peer.wants(type, wanted.name())) {
          continue;
        }
        Resource held = peer.has(type, wanted.name());
        if (!all && wanted instanceof RouteConfig config) {
          hosts(config, held, cold, differences);
        } else if (all || !isExcused(wanted, cold)) {
          differs(wanted, held, differences);
        }
      }
      if (all) {
        for (String name : peer.names(type)) {
          if (snapshot.resource(type, name) == null) {
            differences.add(type + " " + name + " is still there");
          }
        }
      }
    }
    return differences;
  }

  private static boolean isExcused(Resource wanted, Set<String> cold) {
    return Badness.isBad(wanted) || cold.stream().anyMatch(wanted::refersToCluster);
  }

  private static void differs(Resource wanted, @Nullable Resource held, List<String> differences) {
    if (held == null || !held.version().equals(wanted.version())) {
      differences.add(shown(wanted) + ", it has " + shown(held));
    }
  }

  private static String shown(@Nullable Resource held) {
    return held == null ? "nothing" : held.type() + " " + held.name() + "@" + held.version();
  }

  private static void hosts(
      RouteConfig wanted, @Nullable Resource held, Set<String> cold, List<String> differences) {
    if (!(held instanceof RouteConfig config)) {
      differences.add(ROUTES + shown(wanted) + ", it has nothing");
      return;
    }
    for (VirtualHostFragment host : wanted.table().hosts()) {
      VirtualHostFragment has = config.table().host(host.name());
      boolean excused =
          Badness.isBad(host.body()) || host.clusters().stream().anyMatch(cold::contains);
      if (!excused && (has == null || !has.version().equals(host.version()))) {
        differences.add(
            ROUTES + wanted.name() + "/" + host.name() + " " + host + ", it has " + has);
      }
    }
    for (VirtualHostFragment host : config.table().hosts()) {
      if (wanted.table().host(host.name()) == null) {
        differences.add(ROUTES + wanted.name() + "/" + host.name() + " is still there");
      }
    }
  }

  /** A response by its names and versions. */
  public static String shown(XdsResponse response) {
    List<String> names = new ArrayList<>();
    response.resources().forEach(resource -> names.add(resource.name() + "@" + resource.version()));
    return "%s #%s %s removes %s"
        .formatted(response.type(), response.nonce(), names, response.removed());
  }

  /** Its clusters and routes, in few words. */
  public Map<String, String> described() {
    return peer.described();
  }
}
