package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static io.apg.mesh.snapshot.XdsType.ROUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.RouteConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Make before break on ADS (xds-protocol G1-G3). */
class OrderTest {
  private final TestMesh mesh =
      new TestMesh().service("a").listener("l", "1", "r").host("r", "h", "k=a");

  /** A delta stream that is in sync. */
  private TestStream synced() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER, "a"));
    stream.subscribe(ENDPOINT, "a");
    stream.ack(stream.expect(ENDPOINT, "a"));
    stream.subscribe(LISTENER);
    stream.ack(stream.expect(LISTENER, "l"));
    stream.subscribe(ROUTE, "r");
    stream.ack(stream.expect(ROUTE, "r"));
    stream.expectNothing();
    assertThat(stream.session.status().inSyncWith()).isEqualTo(1);
    return stream;
  }

  @Test
  void g1_firstExchange() {
    synced();
  }

  @Test
  void g2_routeIsRepointedOnlyWhenItsClusterIsWarm() {
    TestStream stream = synced();
    stream.snapshot(mesh.service("b").host("r", "h", "k=b").publish());
    XdsResponse clusters = stream.expect(CLUSTER, "b");
    stream.expectNothing();
    stream.ack(clusters);
    stream.expectNothing();
    assertThat(stream.session.status().of(ROUTE).waitingFor()).containsExactly("b");
    stream.subscribe(ENDPOINT, "b");
    XdsResponse endpoints = stream.expect(ENDPOINT, "b");
    stream.expectNothing();
    stream.ack(endpoints);
    XdsResponse routes = stream.expect(ROUTE, "r");
    RouteConfig config = (RouteConfig) routes.resources().get(0);
    assertThat(config.refersToCluster("b")).isTrue();
    assertThat(config.refersToCluster("a")).isFalse();
    stream.ack(routes);
    stream.expectNothing();
    assertThat(stream.session.status().inSyncWith()).isEqualTo(2);
  }

  @Test
  void g1_clusterGoesLast() {
    TestStream stream = synced();
    stream.snapshot(mesh.removeService("a").removeHost("r", "h").publish());
    XdsResponse routes = stream.expect(ROUTE, "r");
    stream.expectNothing();
    stream.ack(routes);
    stream.expectNothing();
    stream.pass(Duration.ofSeconds(29));
    stream.expectNothing();
    stream.pass(Duration.ofSeconds(1));
    assertThat(stream.expect(CLUSTER).removed()).containsExactly("a");
    stream.expectNothing();
  }

  @Test
  void g3_changedClusterIsFollowedByItsEndpoints() {
    TestStream stream = synced();
    stream.snapshot(mesh.cluster("a", "2").publish());
    stream.expect(CLUSTER, "a");
    stream.expect(ENDPOINT, "a");
    stream.expectNothing();
  }

  @Test
  void g2_aNewRouteIsAbsentUntilItsClusterIsWarm() {
    TestStream stream = synced();
    stream.snapshot(mesh.service("b").host("r", "h", "new=b", "k=a").publish());
    stream.expect(CLUSTER, "b");
    stream.expectNothing();
    warm(stream, "b");
    assertThat(routes(stream.expect(ROUTE, "r"), "h")).containsExactly("new=b", "k=a");
  }

  @Test
  void g2_aNewRouteGoesOutWhenTheBoundHasPassed() {
    TestStream stream = synced();
    stream.snapshot(mesh.service("b").host("r", "h", "new=b", "k=a").publish());
    stream.expect(CLUSTER, "b");
    stream.expectNothing();
    stream.pass(Duration.ofSeconds(15)).expect(ENDPOINT, "a"); // does it answer that?
    stream.expectNothing();
    assertThat(stream.session.nextTick()).isPresent();
    stream.pass(Duration.ofSeconds(1));
    assertThat(routes(stream.expect(ROUTE, "r"), "h")).containsExactly("new=b", "k=a");
  }

  @Test
  void g2_aRepointedRouteWaitsWithoutBound() {
    TestStream stream = synced();
    stream.snapshot(mesh.service("b").host("r", "h", "k=b").publish());
    stream.expect(CLUSTER, "b");
    stream.expectNothing();
    stream.pass(Duration.ofHours(1)).expect(ENDPOINT, "a"); // does it answer that?
    stream.expectNothing();
    assertThat(stream.session.status().of(ROUTE).state()).isEqualTo(TypeStatus.State.WAITING);
    assertThat(stream.session.status().of(ROUTE).waitingFor()).containsExactly("b");
    stream.snapshot(mesh.removeService("a").publish());
    stream.pass(Duration.ofHours(1)).expectNothing();
    assertThat(stream.session.status().leaving()).isEqualTo(1);
  }

  @Test
  void g2_whatWaitsDelaysNothingElse() {
    TestStream stream = synced();
    stream.snapshot(
        mesh.service("b").host("r", "h", "k=b", "x=a").host("r", "other", "k=a").publish());
    stream.expect(CLUSTER, "b");
    stream.expectNothing();
    stream.pass(Duration.ofMillis(50));
    XdsResponse variant = stream.expect(ROUTE, "r");
    assertThat(routes(variant, "h")).containsExactly("k=a", "x=a");
    assertThat(routes(variant, "other")).containsExactly("k=a");
    stream.ack(variant);
    stream.expectNothing();
    warm(stream, "b");
    assertThat(routes(stream.expect(ROUTE, "r"), "h")).containsExactly("k=b", "x=a");
    stream.expectNothing();
  }

  @Test
  void g2_aNewVirtualHostIsAbsentUntilARouteOfItIsReady() {
    TestStream stream = synced();
    stream.snapshot(mesh.service("b").host("r", "new", "k=b").publish());
    stream.expect(CLUSTER, "b");
    stream.pass(Duration.ofMillis(60)).expectNothing();
    warm(stream, "b");
    assertThat(routes(stream.expect(ROUTE, "r"), "new")).containsExactly("k=b");
  }

  @Test
  void g2_anAcknowledgedClusterIsNoProof() {
    TestStream stream = synced();
    stream.snapshot(mesh.service("b").host("r", "h", "k=b").publish());
    stream.ack(stream.expect(CLUSTER, "b"));
    stream.expectNothing();
  }

  @Test
  void g2_anAcknowledgedLoadAssignmentWithoutSubscriptionIsNoProof() {
    TestStream stream = synced();
    // Removed and added again: the subscription is still the one of the first cluster.
    stream.snapshot(mesh.host("r", "h", "k=a").service("b").publish());
    stream.expect(CLUSTER, "b");
    warm(stream, "b");
    stream.snapshot(mesh.removeService("b").publish());
    stream.expectNothing();
    stream.pass(Duration.ofSeconds(31));
    stream.expect(CLUSTER, new String[0]);
    stream.snapshot(mesh.cluster("b", "9").endpoints("b", "9").host("r", "h", "k=b").publish());
    stream.expect(CLUSTER, "b");
    XdsResponse unasked = stream.expect(ENDPOINT, "b");
    stream.unsubscribe(ENDPOINT, "b");
    stream.ack(unasked);
    stream.expect(ENDPOINT, "a"); // does it answer that?
    stream.expectNothing();
    warm(stream, "b");
    assertThat(routes(stream.expect(ROUTE, "r"), "h")).containsExactly("k=b");
  }

  @Test
  void g2_aClusterThatDoesNotWarmIsReadyAtOnce() {
    TestStream stream = synced();
    stream.snapshot(mesh.staticCluster("s", "1").host("r", "h", "k=s").publish());
    stream.expect(CLUSTER, "s");
    assertThat(routes(stream.expect(ROUTE, "r"), "h")).containsExactly("k=s");
  }

  @Test
  void g2_aClientThatNamesItsClustersGetsRoutesAtOnce() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(LISTENER, "l").subscribe(ROUTE, "r").subscribe(CLUSTER, "a");
    stream.drain();
    stream.snapshot(mesh.service("b").host("r", "h", "k=b").publish());
    assertThat(routes(stream.expect(ROUTE, "r"), "h")).containsExactly("k=b");
  }

  @Test
  void g2_aListenerWaitsForTheClustersThatItNames() {
    TestStream stream = synced();
    stream.snapshot(mesh.service("b").directListener("tcp", "1", "b").publish());
    stream.expect(CLUSTER, "b");
    stream.expectNothing();
    assertThat(stream.session.status().of(LISTENER).waitingFor()).containsExactly("b");
    warm(stream, "b");
    stream.expect(LISTENER, "tcp");
  }

  @Test
  void g1_aClusterStaysWhileARouteUnderWayNamesIt() {
    TestStream stream = synced();
    stream.snapshot(mesh.removeService("a").removeHost("r", "h").publish());
    XdsResponse routes = stream.expect(ROUTE, "r");
    stream.pass(Duration.ofHours(1)).expectNothing();
    stream.ack(routes);
    stream.expectNothing();
    stream.pass(Duration.ofSeconds(30));
    assertThat(stream.expect(CLUSTER).removed()).containsExactly("a");
  }

  @Test
  void g1_aClusterStaysWhileAnOldListenerDrains() {
    TestStream stream = synced();
    stream.snapshot(
        mesh.service("b")
            .listener("l", "2", "r2")
            .host("r2", "h", "k=b")
            .removeService("a")
            .removeConfig("r")
            .publish());
    stream.expect(CLUSTER, "b");
    warm(stream, "b");
    stream.ack(stream.expect(LISTENER, "l"));
    stream.subscribe(ROUTE, "r2");
    stream.ack(stream.expect(ROUTE, "r2"));
    stream.pass(Duration.ofHours(1)).expectNothing();
    stream.unsubscribe(ROUTE, "r");
    stream.expectNothing();
    stream.pass(Duration.ofSeconds(30));
    assertThat(stream.expect(CLUSTER).removed()).containsExactly("a");
  }

  @Test
  void g1_aClusterOfAListenerStaysForTheDrainTime() {
    TestStream stream = synced();
    stream.snapshot(mesh.service("b").directListener("tcp", "1", "b").publish());
    stream.expect(CLUSTER, "b");
    warm(stream, "b");
    stream.ack(stream.expect(LISTENER, "tcp"));
    stream.snapshot(mesh.removeService("b").remove(LISTENER, "tcp").publish());
    XdsResponse gone = stream.expect(LISTENER);
    stream.expectNothing();
    stream.ack(gone);
    stream.expectNothing();
    stream.pass(Duration.ofSeconds(59)).expectNothing();
    stream.pass(Duration.ofSeconds(1));
    assertThat(stream.expect(CLUSTER).removed()).containsExactly("b");
  }

  @Test
  void g1_aClusterThatComesBackInTimeIsNotTouched() {
    TestStream stream = synced();
    stream.snapshot(mesh.removeService("a").removeHost("r", "h").publish());
    stream.ack(stream.expect(ROUTE, "r"));
    stream.expectNothing();
    stream.pass(Duration.ofSeconds(20));
    stream.snapshot(mesh.service("a").host("r", "h", "k=a").publish());
    assertThat(routes(stream.expect(ROUTE, "r"), "h")).containsExactly("k=a");
    stream.pass(Duration.ofHours(1)).expectNothing();
    assertThat(stream.session.status().leaving()).isZero();
  }

  @Test
  void g3_sotwRepeatedEndpointRequestIsStaleWhereTheEndpointsWent() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER, "a"));
    stream.subscribe(ENDPOINT, "a");
    XdsResponse first = stream.expect(ENDPOINT, "a");
    stream.ack(first, "a");
    stream.ack(first, "a");
    stream.expectNothing();
    stream.snapshot(mesh.cluster("a", "2").publish());
    XdsResponse clusters = stream.expect(CLUSTER, "a");
    XdsResponse second = stream.expect(ENDPOINT, "a");
    stream.ack(first, "a");
    stream.expectNothing();
    stream.ack(second, "a");
    stream.ack(second, "a");
    stream.expectNothing();
    stream.ack(clusters);
    stream.expectNothing();
  }

  @Test
  void g3_everyChangedClusterIsFollowedByItsEndpoints() {
    mesh.service("b").service("c");
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER, "a", "b", "c"));
    stream.subscribe(ENDPOINT, "a", "b", "c");
    stream.ack(stream.expect(ENDPOINT, "a", "b", "c"), "a", "b", "c");
    stream.snapshot(mesh.cluster("a", "2").cluster("c", "2").publish());
    stream.expect(CLUSTER, "a", "b", "c");
    stream.expect(ENDPOINT, "a", "c");
    stream.expectNothing();
  }

  @Test
  void perTypeStreamsAreNotGated() {
    TestStream stream = new TestStream(Form.DELTA, false, new NodeMemory());
    stream.snapshot(mesh.publish()).subscribe(ROUTE, "r");
    stream.expect(ROUTE, "r");
    stream.snapshot(mesh.service("b").host("r", "h", "k=b").publish());
    assertThat(routes(stream.expect(ROUTE, "r"), "h")).containsExactly("k=b");
  }

  @Test
  void aSlowReaderGetsTheNewestOnly() {
    TestStream stream = synced();
    for (int i = 2; i < 100; i++) {
      stream.snapshot(mesh.endpoints("a", "n" + i).publish());
    }
    XdsResponse response = stream.expect(ENDPOINT, "a");
    assertThat(response.resources().get(0).body().toStringUtf8()).isEqualTo("a:n99");
    stream.expectNothing();
  }

  /** Subscribes a load assignment and acknowledges it. */
  private static void warm(TestStream stream, String cluster) {
    stream.subscribe(ENDPOINT, cluster);
    stream.ack(stream.expect(ENDPOINT, cluster));
  }

  private static List<String> routes(XdsResponse response, String host) {
    RouteConfig config = (RouteConfig) response.resources().get(0);
    return config.table().host(host).routes().stream()
        .map(route -> route.body().toStringUtf8())
        .toList();
  }
}
