package io.apg.mesh.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViewTest {
  private static final String TABLE = "outbound";

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomEditsKeepContentChangeSetsAndReferencesRight(long seed) {
    Random random = new Random(seed);
    Map<String, String> clusters = new TreeMap<>();
    Map<String, List<String>> hosts = new TreeMap<>();
    List<NodeSnapshot> history = new ArrayList<>();
    View view = View.empty(1);
    history.add(snapshot(view));
    for (long id = 2; id < 200; id++) {
      View.Edit edit = view.edit();
      for (int i = random.nextInt(4); i >= 0; i--) {
        randomChange(random, edit, clusters, hosts);
      }
      view = edit.build(id);
      history.add(snapshot(view));
      assertContent(view, clusters, hosts);
      assertChangeSets(
          history.get(random.nextInt(history.size())), history.get(history.size() - 1));
    }
  }

  @Test
  void whoHasAPublicationHasThoseThatChangedNothingToo() {
    View.Edit edit = View.empty(1).edit();
    edit.put(cluster("a", "1"));
    View second = edit.build(2);
    edit = second.edit();
    edit.put(cluster("a", "2"));
    View fifth = edit.build(5);
    edit = fifth.edit();
    edit.put(cluster("b", "1"));
    Snapshot newest = snapshot(edit.build(9));
    assertThat(newest.unchangedUntil(1)).isEqualTo(1);
    assertThat(newest.unchangedUntil(2)).isEqualTo(4);
    assertThat(newest.unchangedUntil(3)).isEqualTo(4);
    assertThat(newest.unchangedUntil(5)).isEqualTo(8);
    assertThat(newest.unchangedUntil(9)).isEqualTo(9);
    assertThat(newest.unchangedUntil(0)).as("from before the log").isZero();
  }

  private static void randomChange(
      Random random,
      View.Edit edit,
      Map<String, String> clusters,
      Map<String, List<String>> hosts) {
    String name = "n" + random.nextInt(12);
    switch (random.nextInt(4)) {
      case 0 -> {
        clusters.put(name, "v" + random.nextInt(3));
        edit.put(cluster(name, clusters.get(name)));
      }
      case 1 -> {
        clusters.remove(name);
        edit.remove(XdsType.CLUSTER, name);
      }
      case 2 -> {
        hosts.put(name, List.of("c" + random.nextInt(5), "c" + random.nextInt(5)));
        edit.put(TABLE, host(name, hosts.get(name)));
      }
      default -> {
        hosts.remove(name);
        edit.removeHost(TABLE, name);
      }
    }
  }

  private static void assertContent(
      View view, Map<String, String> clusters, Map<String, List<String>> hosts) {
    assertThat(view.resources(XdsType.CLUSTER))
        .extracting(Resource::name)
        .containsExactlyElementsOf(clusters.keySet());
    assertThat(view.resources(XdsType.CLUSTER))
        .extracting(Resource::version)
        .containsExactlyElementsOf(clusters.values());
    assertThat(view.table(TABLE).hostNames()).containsExactlyElementsOf(hosts.keySet());
    Set<String> named = new LinkedHashSet<>();
    hosts.values().forEach(named::addAll);
    assertThat(view.table(TABLE).clusters()).containsExactlyInAnyOrderElementsOf(named);
    View.Edit fresh = View.empty(1).edit();
    List<String> backwards = new ArrayList<>(clusters.keySet());
    java.util.Collections.reverse(backwards);
    backwards.forEach(name -> fresh.put(cluster(name, clusters.get(name))));
    assertThat(fresh.build(2).digest(XdsType.CLUSTER)).isEqualTo(view.digest(XdsType.CLUSTER));
  }

  private static void assertChangeSets(NodeSnapshot old, NodeSnapshot now) {
    Map<String, String> before = versions(old);
    Map<String, String> after = versions(now);
    Set<String> names = new LinkedHashSet<>(before.keySet());
    names.addAll(after.keySet());
    names.removeIf(name -> Objects.equals(before.get(name), after.get(name)));
    assertThat(now.changedSince(old, XdsType.CLUSTER)).containsAll(names);
    if (!old.view().table(TABLE).hostNames().equals(now.view().table(TABLE).hostNames())) {
      assertThat(now.changedSince(old, XdsType.ROUTE)).contains(TABLE);
    }
    assertThat(now.changedHostsSince(old, TABLE))
        .containsAll(RouteTables.differences(old.view().table(TABLE), now.view().table(TABLE)));
  }

  private static Map<String, String> versions(Snapshot snapshot) {
    Map<String, String> versions = new HashMap<>();
    snapshot.resources(XdsType.CLUSTER).forEach(r -> versions.put(r.name(), r.version()));
    return versions;
  }

  @Test
  void anEditThatChangesNothingIsTheSameView() {
    View view =
        View.empty(1).edit().put(cluster("a", "v1")).put(TABLE, host("h", List.of())).build(2);
    View same = view.edit().put(cluster("a", "v1")).put(TABLE, host("h", List.of())).build(3);
    assertThat(same).isSameAs(view);
  }

  @Test
  void whatLeavesIsAChangeOfTheSameContent() {
    View view = View.empty(1).edit().put(cluster("a", "v1")).build(2);
    View leaving = view.edit().put(cluster("a", "v1").asLeaving()).build(3);
    assertThat(snapshot(leaving).resource(XdsType.CLUSTER, "a").isLeaving()).isTrue();
    assertThat(snapshot(leaving).changedSince(snapshot(view), XdsType.CLUSTER))
        .containsExactly("a");
    assertThat(snapshot(leaving).version(XdsType.CLUSTER))
        .isEqualTo(snapshot(view).version(XdsType.CLUSTER));
    View back = leaving.edit().put(cluster("a", "v1")).build(4);
    assertThat(snapshot(back).resource(XdsType.CLUSTER, "a").isLeaving()).isFalse();
  }

  @Test
  void aRouteConfigurationIsWhatProtobufWouldEncode() throws Exception {
    View view =
        View.empty(1)
            .edit()
            .put(TABLE, host("b", List.of("c2", "c1")))
            .put(TABLE, host("a", List.of("c1")))
            .build(2);
    Resource config = snapshot(view).resource(XdsType.ROUTE, TABLE);
    assertThat(config).isNotNull();
    RouteConfiguration parsed = RouteConfiguration.parseFrom(config.body());
    assertThat(parsed.getName()).isEqualTo(TABLE);
    assertThat(parsed.getVirtualHostsList())
        .extracting(VirtualHost::getName)
        .containsExactly("a", "b");
    assertThat(parsed.getVirtualHosts(1).getRoutesList())
        .extracting(route -> route.getRoute().getCluster())
        .containsExactly("c2", "c1");
    assertThat(parsed.toByteString()).isEqualTo(config.body());
  }

  @Test
  void twoViewsOfOnePublicationAreComparedInFull() {
    View narrow = View.empty(2).edit().put(cluster("a", "v1")).build(2);
    View wide = View.empty(2).edit().put(cluster("a", "v1")).put(cluster("b", "v1")).build(2);
    assertThat(snapshot(wide).changedSince(snapshot(narrow), XdsType.CLUSTER)).contains("b");
    assertThat(snapshot(narrow).changedSince(snapshot(wide), XdsType.CLUSTER)).contains("b");
  }

  @Test
  void aVeryOldBaseIsComparedInFull() {
    View old = View.empty(1).edit().put(cluster("gone", "v1")).put(cluster("kept", "v1")).build(2);
    View now = old;
    for (long id = 3; id < 300; id++) {
      now = now.edit().put(cluster("busy", "v" + id)).build(id);
    }
    now = now.edit().remove(XdsType.CLUSTER, "gone").build(300);
    assertThat(snapshot(now).changedSince(snapshot(old), XdsType.CLUSTER))
        .containsExactlyInAnyOrder("gone", "busy");
  }

  private static NodeSnapshot snapshot(View view) {
    ByteString head = RouteConfiguration.newBuilder().setName(TABLE).build().toByteString();
    OwnResources own =
        new OwnResources(List.of(), Map.of(TABLE, new OwnResources.RouteBinding(TABLE, head)));
    return new NodeSnapshot(view.publication(), view, own);
  }

  private static EncodedResource cluster(String name, String version) {
    return new EncodedResource(
        XdsType.CLUSTER,
        name,
        version,
        ByteString.copyFromUtf8(version),
        Refs.NONE,
        List.of(),
        Warming.ENDPOINTS,
        false);
  }

  private static VirtualHostFragment host(String name, List<String> clusters) {
    List<RouteFragment> routes = new ArrayList<>();
    for (int i = 0; i < clusters.size(); i++) {
      Route.Builder route = Route.newBuilder().setName("r" + i);
      route.getMatchBuilder().setPrefix("/");
      route.getRouteBuilder().setCluster(clusters.get(i));
      routes.add(
          new RouteFragment(
              "r" + i,
              Content.encode(route.build()),
              Set.of(clusters.get(i)),
              new Origin("route", "r" + i)));
    }
    ByteString head =
        VirtualHost.newBuilder().setName(name).addDomains(name).build().toByteString();
    return new VirtualHostFragment(name, head, routes);
  }
}
