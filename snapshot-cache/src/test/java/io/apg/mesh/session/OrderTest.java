package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static io.apg.mesh.snapshot.XdsType.ROUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.RouteConfig;
import java.time.Duration;
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
}
