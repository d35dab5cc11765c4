package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static io.apg.mesh.snapshot.XdsType.ROUTE;
import static io.apg.mesh.snapshot.XdsType.SCOPED_ROUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.RouteFragment;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.VirtualHostFragment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Routes that are found by scope: a scope is a pointer, and what it leads to follows it. */
class ScopeRulesTest {
  private final TestMesh mesh = new TestMesh().service("a").scopedListener("l", "1");

  ScopeRulesTest() {
    host("h", "k=a");
  }

  private ScopeRulesTest host(String name, String... routes) {
    mesh.scope(name, "r_" + name).host("r_" + name, name, routes);
    return this;
  }

  /** A delta stream that has its listener and its scopes. */
  private static TestStream untilScopes(NodeMemory memory, Snapshot snapshot) {
    TestStream stream = new TestStream(Form.DELTA, true, memory).snapshot(snapshot);
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER, "a"));
    stream.subscribe(ENDPOINT, "a");
    stream.ack(stream.expect(ENDPOINT, "a"));
    stream.subscribe(LISTENER);
    stream.ack(stream.expect(LISTENER, "l"));
    return stream;
  }

  private TestStream synced() {
    TestStream stream = untilScopes(new NodeMemory(), mesh.publish());
    assertThat(stream.session.status().inSyncWith()).isNegative();
    stream.subscribe(SCOPED_ROUTE);
    stream.ack(stream.expect(SCOPED_ROUTE, "h"));
    assertThat(stream.session.status().inSyncWith()).isNegative();
    stream.subscribe(ROUTE, "r_h");
    stream.ack(stream.expect(ROUTE, "r_h"));
    stream.expectNothing();
    assertThat(stream.session.status().inSyncWith()).isEqualTo(1);
    return stream;
  }

  private static RouteConfig config(XdsResponse response) {
    return (RouteConfig) response.resources().get(0);
  }

  private static List<String> routes(XdsResponse response) {
    List<String> keys = new ArrayList<>();
    for (VirtualHostFragment host : config(response).table().hosts()) {
      host.routes().stream().map(RouteFragment::key).forEach(keys::add);
    }
    return keys;
  }

  /** Warms a cluster that has just been sent. */
  private static void warm(TestStream stream, String cluster) {
    stream.subscribe(ENDPOINT, cluster);
    stream.ack(stream.expect(ENDPOINT, cluster));
  }

  @Test
  void g1_firstExchangeGoesFromListenersToScopesToRoutes() {
    synced();
  }

  @Test
  void g1_aClientThatKnowsAScopeAndNotItsRoutesIsNotInSync() {
    TestStream stream = synced();
    stream.snapshot(host("other", "k=a").mesh.publish());
    stream.ack(stream.expect(SCOPED_ROUTE, "other"));
    stream.expectNothing();
    assertThat(stream.session.status().inSyncWith()).isEqualTo(1);
    stream.subscribe(ROUTE, "r_other");
    stream.ack(stream.expect(ROUTE, "r_other"));
    assertThat(stream.session.status().inSyncWith()).isEqualTo(2);
  }

  @Test
  void g2_aNewScopeWaitsUntilTheClustersBehindItAreWarmAndItsRoutesGoAtOnce() {
    TestStream stream = synced();
    mesh.service("b");
    stream.snapshot(host("new", "k=b").host("quick", "k=a").mesh.publish());
    stream.expect(CLUSTER, "b");
    stream.ack(stream.expect(SCOPED_ROUTE, "quick")); // waits for nobody
    stream.expectNothing();
    assertThat(stream.session.status().of(SCOPED_ROUTE).waitingFor()).containsExactly("b");
    warm(stream, "b");
    stream.expect(SCOPED_ROUTE, "new");
    stream.subscribe(ROUTE, "r_new");
    assertThat(routes(stream.expect(ROUTE, "r_new"))).containsExactly("k");
    stream.expectNothing();
  }

  @Test
  void g2_aNewScopeGoesWhenTheBoundOfItsClusterHasPassed() {
    TestStream stream = synced();
    mesh.cluster("b", "1");
    stream.snapshot(host("new", "k=b").mesh.publish());
    stream.expect(CLUSTER, "b");
    stream.subscribe(ENDPOINT, "b");
    assertThat(stream.expect(ENDPOINT).removed()).containsExactly("b");
    stream.pass(Duration.ofSeconds(15));
    stream.expectNothing();
    stream.pass(Duration.ofSeconds(1));
    stream.expect(SCOPED_ROUTE, "new");
  }

  @Test
  void g2_aKnownHostIsRepointedOnlyWhenItsClusterIsWarm() {
    TestStream stream = synced();
    mesh.service("b");
    stream.snapshot(host("h", "k=b").mesh.publish());
    stream.expect(CLUSTER, "b");
    stream.expectNothing();
    warm(stream, "b");
    assertThat(config(stream.expect(ROUTE, "r_h")).refersToCluster("b")).isTrue();
    stream.expectNothing();
  }

  @Test
  void d3_oneChangedRouteIsOneConfiguration() {
    host("other", "k=a");
    TestStream stream = untilScopes(new NodeMemory(), mesh.publish());
    stream.subscribe(SCOPED_ROUTE);
    stream.ack(stream.expect(SCOPED_ROUTE, "h", "other"));
    stream.subscribe(ROUTE, "r_h", "r_other");
    stream.ack(stream.expect(ROUTE, "r_h"));
    stream.ack(stream.expect(ROUTE, "r_other"));
    stream.snapshot(host("other", "k=a", "k2=a").mesh.publish());
    stream.ack(stream.expect(ROUTE, "r_other"));
    stream.expectNothing();
    assertThat(stream.session.status().inSyncWith()).isEqualTo(2);
  }

  @Test
  void g1_aScopeGoesBeforeItsRoutesAndTheirClusterLast() {
    TestStream stream = synced();
    stream.snapshot(
        mesh.remove(SCOPED_ROUTE, "h")
            .removeHost("r_h", "h")
            .removeConfig("r_h")
            .removeService("a")
            .publish());
    XdsResponse scopes = stream.expect(SCOPED_ROUTE);
    assertThat(scopes.removed()).containsExactly("h");
    stream.pass(Duration.ofMinutes(5));
    stream.expectNothing(); // the client still subscribes routes to it
    stream.unsubscribe(ROUTE, "r_h");
    stream.ack(scopes);
    stream.expectNothing();
    stream.pass(Duration.ofSeconds(29));
    stream.expectNothing();
    stream.pass(Duration.ofSeconds(1));
    assertThat(stream.expect(CLUSTER).removed()).containsExactly("a");
  }

  @Test
  void e2_aReconnectSendsNothingThatIsCurrentAndNewScopesWaitThen() {
    NodeMemory memory = new NodeMemory();
    Snapshot first = mesh.publish();
    mesh.service("b");
    Snapshot second = host("new", "k=b").mesh.publish();
    TestStream stream = new TestStream(Form.DELTA, true, memory).snapshot(second);
    stream.reconnect(CLUSTER, List.of(), versions(first, CLUSTER, "a"));
    stream.expect(CLUSTER, "b");
    stream.reconnect(ENDPOINT, List.of("a"), versions(first, ENDPOINT, "a"));
    stream.reconnect(LISTENER, List.of(), versions(first, LISTENER, "l"));
    stream.reconnect(SCOPED_ROUTE, List.of(), versions(first, SCOPED_ROUTE, "h"));
    stream.reconnect(ROUTE, List.of("r_h"), versions(first, ROUTE, "r_h"));
    stream.expectNothing();
    warm(stream, "b");
    stream.expect(SCOPED_ROUTE, "new");
    stream.expectNothing();
  }

  private static Map<String, String> versions(
      Snapshot snapshot, io.apg.mesh.snapshot.XdsType type, String name) {
    var resource = snapshot.resource(type, name);
    assertThat(resource).isNotNull();
    return Map.of(name, resource.version());
  }

  @Test
  void b3_refusedRoutesOfANewHostLeaveAnEmptyConfiguration() {
    TestStream stream = untilScopes(new NodeMemory(), host("bad", "k=a").mesh.publish());
    stream.subscribe(SCOPED_ROUTE);
    stream.ack(stream.expect(SCOPED_ROUTE, "bad", "h"));
    stream.subscribe(ROUTE, "r_bad", "r_h");
    XdsResponse bad = stream.expect(ROUTE, "r_bad");
    XdsResponse good = stream.expect(ROUTE, "r_h");
    stream.nack(bad, "bad regex");
    stream.ack(good);
    XdsResponse empty = stream.expect(ROUTE, "r_bad");
    assertThat(config(empty).table().hostNames()).isEmpty();
    stream.ack(empty);
    stream.expectNothing();
    stream.snapshot(host("bad", "k2=a").mesh.publish());
    assertThat(routes(stream.expect(ROUTE, "r_bad"))).containsExactly("k2");
  }

  @Test
  void b3_aNewHostIsNotLedToARefusedCluster() {
    TestStream stream = synced();
    mesh.service("b");
    stream.snapshot(mesh.publish());
    stream.nack(stream.expect(CLUSTER, "b"), "Error adding/updating cluster(s) b: bad");
    assertThat(stream.expect(CLUSTER).removed()).containsExactly("b");
    stream.snapshot(host("new", "bad=b", "good=a").mesh.publish());
    stream.expect(SCOPED_ROUTE, "new");
    stream.subscribe(ROUTE, "r_new");
    assertThat(routes(stream.expect(ROUTE, "r_new"))).containsExactly("good");
    assertThat(stream.session.status().of(ROUTE).waitingFor()).containsExactly("b");
  }
}
