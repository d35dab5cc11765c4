package io.apg.mesh.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.XdsType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What must hold in every history. */
final class HistoryChecks {
  /** How long a change may take that waits for nothing slow. */
  static final Duration MOMENT = Duration.ofSeconds(1);

  private final HistoryKind kind;
  private final ModelPeer client;
  private final SentTwice sentTwice;
  private boolean routesUnknown;
  private final Set<String> bad = new TreeSet<>();
  private final TreeMap<String, Long> lastUse = new TreeMap<>();
  private final TreeMap<String, Long> since = new TreeMap<>(); // cold clusters

  HistoryChecks(HistoryKind kind, Form form, ModelPeer client) {
    this.kind = kind;
    this.client = client;
    this.sentTwice = new SentTwice(form);
  }

  /** {@code forgotten} = the server knows nothing of the streams before. */
  void newStream(boolean forgotten) {
    routesUnknown = forgotten || sentTwice.hasOpenRoutes();
    sentTwice.newStream();
  }

  void heard(XdsRequest request, NodeMemory memory, Snapshot snapshot) {
    sentTwice.heard(request, memory, snapshot);
  }

  /** No route points to a cluster that cannot serve, unless that is late. */
  void afterStep(long now) {
    if (kind.ordered) {
      Set<String> cold = client.coldClusters();
      since.keySet().retainAll(cold);
      cold.forEach(cluster -> since.putIfAbsent(cluster, now));
      for (String cluster : client.broken()) {
        assertThat(isLate(cluster, now)).as("%s: %s", cluster, client.described()).isTrue();
      }
    }
    client.routedClusters().forEach(cluster -> lastUse.put(cluster, now));
  }

  private boolean isLate(String cluster, long now) {
    long bound = HistoryRun.SETTINGS.warmBound().toNanos();
    return now - since.getOrDefault(cluster, now) >= bound;
  }

  /** A request may hold a route for a while after the route is gone. */
  void removes(XdsResponse response, long now) {
    if (response.type() != XdsType.CLUSTER || !kind.ordered) {
      return;
    }
    Set<String> removed = new TreeSet<>(response.removed());
    removed.retainAll(client.names(XdsType.CLUSTER));
    for (String cluster : removed) {
      assertThat(Duration.ofNanos(now - lastUse.getOrDefault(cluster, Long.MIN_VALUE / 2)))
          .as("time since %s was used", cluster)
          .isGreaterThanOrEqualTo(HistoryRun.SETTINGS.releaseAfter());
    }
  }

  /** What the node refused does not come again, and nothing comes twice without need. */
  void sent(XdsResponse response, NodeMemory memory) {
    for (Resource resource : response.resources()) {
      assertThat(memory.of(FragmentKey.of(resource.type(), resource.name()), resource.version()))
          .as("%s was refused", resource)
          .isNull();
      remember(resource, memory);
    }
    String twice = sentTwice.sent(response);
    if (!kind.refuses) {
      assertThat(twice).as("sent twice without need").isEmpty();
    }
  }

  private void remember(Resource resource, NodeMemory memory) {
    if (Badness.isBad(resource)) {
      bad.add(resource.version());
    }
    if (resource instanceof RouteConfig config) {
      for (VirtualHostFragment host : config.table().hosts()) {
        assertThat(memory.of(FragmentKey.of(config.name(), host.name()), host.version()))
            .as("%s was refused", host)
            .isNull();
        if (Badness.isBad(host.body())) {
          bad.add(host.version());
        }
      }
    }
  }

  /** No load assignment was missing that could have come. */
  void inVain(Set<String> clusters, Snapshot snapshot, NodeMemory memory) {
    if (!kind.ordered) {
      return; // nobody knows there whether endpoints come behind their clusters
    }
    for (String name : clusters) {
      Resource endpoints = snapshot.resource(XdsType.ENDPOINT, name);
      assertThat(endpoints == null || isRefused(endpoints, memory))
          .as("waits for %s", endpoints)
          .isTrue();
    }
  }

  private static boolean isRefused(Resource resource, NodeMemory memory) {
    return memory.of(FragmentKey.of(resource.type(), resource.name()), resource.version()) != null;
  }

  // What it has.

  /** All that waits for nothing slow, and was not refused, is there. */
  void calm(Snapshot snapshot, NodeMemory memory) {
    if (kind.refuses || !client.wants(XdsType.LISTENER, "l0")) {
      return;
    }
    for (XdsType type : XdsType.values()) {
      for (Resource wanted : snapshot.resources(type)) {
        if (!client.wants(type, wanted.name())) {
          continue;
        }
        if (wanted instanceof RouteConfig config) {
          if (!routesUnknown) { // or what is slow is waited for, as long as it may take to warm
            calmRoutes(config);
          }
        } else if (!waitsForSlow(wanted, snapshot)) {
          assertThat(client.has(type, wanted.name()))
              .as("a moment later: %s", Shown.resource(wanted))
              .isEqualTo(wanted);
        }
      }
    }
  }

  /** A scope may lead to routes that name what is slow. */
  private static boolean waitsForSlow(Resource wanted, Snapshot snapshot) {
    return wanted.type() == XdsType.SCOPED_ROUTE
        && routesOf((EncodedResource) wanted, snapshot).stream()
            .anyMatch(config -> config.refersToCluster(HistoryMesh.SLOW));
  }

  private static List<RouteConfig> routesOf(EncodedResource scope, Snapshot snapshot) {
    List<RouteConfig> configs = new ArrayList<>();
    for (String name : scope.refs().routes()) {
      if (snapshot.resource(XdsType.ROUTE, name) instanceof RouteConfig config) {
        configs.add(config);
      }
    }
    return configs;
  }

  private void calmRoutes(RouteConfig wanted) {
    Resource held = client.has(XdsType.ROUTE, wanted.name());
    assertThat(held).as("a moment later: %s", wanted.name()).isInstanceOf(RouteConfig.class);
    for (VirtualHostFragment host : wanted.table().hosts()) {
      if (!host.clusters().contains(HistoryMesh.SLOW) && held instanceof RouteConfig config) {
        assertThat(config.table().host(host.name()))
            .as("a moment later: %s of %s", host.name(), Shown.resource(wanted))
            .isEqualTo(host);
      }
    }
  }

  /** The client has exactly the newest state, but for what it refused. */
  void atEnd(Snapshot snapshot, NodeMemory memory, OptionalLong inSyncWith) {
    memory.rejections().forEach(r -> assertThat(bad).as("%s", r).containsAll(r.refused()));
    for (XdsType type : XdsType.values()) {
      for (Resource wanted : snapshot.resources(type)) {
        if (client.wants(type, wanted.name()) && !isExcused(wanted, snapshot, memory)) {
          has(wanted);
        }
      }
    }
    if (!kind.refuses) {
      onlyWhatExists(snapshot);
      inSyncWith.ifPresent(number -> assertThat(number).isEqualTo(snapshot.publication()));
    }
  }

  private boolean isExcused(Resource wanted, Snapshot snapshot, NodeMemory memory) {
    if (!kind.refuses) {
      return false;
    }
    if (wanted.type() == XdsType.SCOPED_ROUTE) {
      return routesOf((EncodedResource) wanted, snapshot).stream()
          .anyMatch(config -> isExcused(config, snapshot, memory));
    }
    if (wanted instanceof RouteConfig config) {
      return isRefused(config, memory)
          || config.table().clusters().stream().anyMatch(cluster -> isMissing(cluster, memory))
          || memory.hosts(config.name()).size() > 0;
    }
    return isRefused(wanted, memory) || (wanted.type() == XdsType.CLUSTER && isBlocked());
  }

  /**
   * A change was refused, and the answer lost with its stream or never given, nor does anybody know
   * what the client had before: until that is mended it answers nothing about clusters.
   */
  private boolean isBlocked() {
    return client.halfMade().stream().anyMatch(name -> client.has(XdsType.CLUSTER, name) != null);
  }

  private boolean isMissing(String cluster, NodeMemory memory) {
    return client.has(XdsType.CLUSTER, cluster) == null
        || memory.names(XdsType.CLUSTER).contains(cluster)
        || client.halfMade().contains(cluster)
        || client.coldClusters().contains(cluster);
  }

  /** The client has exactly the newest state. */
  void mended(Snapshot snapshot) {
    for (XdsType type : XdsType.values()) {
      for (Resource wanted : snapshot.resources(type)) {
        if (client.wants(type, wanted.name())) {
          has(wanted);
        }
      }
    }
    onlyWhatExists(snapshot);
  }

  private void onlyWhatExists(Snapshot snapshot) {
    for (XdsType type : XdsType.values()) {
      for (String name : client.names(type)) {
        assertThat(snapshot.resource(type, name)).as("%s %s, still there", type, name).isNotNull();
      }
    }
  }

  private void has(Resource wanted) {
    Resource held = client.has(wanted.type(), wanted.name());
    assertThat(held).as("%s, the client has none", Shown.resource(wanted)).isNotNull();
    assertThat(held.version())
        .as("%s, the client has %s", Shown.resource(wanted), Shown.resource(held))
        .isEqualTo(wanted.version());
  }
}
