package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static io.apg.mesh.snapshot.XdsType.ROUTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Clusters that a client asks for when it needs them (facts of the xDS protocol, H1 and C10). */
class OnDemandRulesTest {
  private final TestMesh mesh = new TestMesh().service("a").service("b").service("od");

  @Test
  void h1_onlyWhatIsAskedForIsSent_andAWildcardMayComeLater() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(CLUSTER, "od");
    stream.ack(stream.expect(CLUSTER, "od"));
    stream.expectNothing();
    stream.snapshot(mesh.cluster("a", "2").publish());
    stream.expectNothing();
    stream.subscribe(CLUSTER, "*", "od");
    stream.ack(stream.expect(CLUSTER, "a", "b", "od"));
    stream.expectNothing();
  }

  @Test
  void h1_anUnknownNameIsToldAtOnce_andPushedWhenItComes() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(CLUSTER, "later");
    assertThat(stream.expect(CLUSTER).removed()).containsExactly("later");
    stream.expectNothing();
    stream.snapshot(mesh.service("later").publish());
    stream.expect(CLUSTER, "later");
  }

  @Test
  void h1_anUnknownNameBesideAWildcardIsTold_andComesWithTheOthers() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(CLUSTER, "*");
    stream.ack(stream.expect(CLUSTER, "a", "b", "od"));
    stream.subscribe(CLUSTER, "later");
    assertThat(stream.expect(CLUSTER).removed()).containsExactly("later");
    stream.snapshot(mesh.service("later").publish());
    stream.expect(CLUSTER, "later");
    stream.expectNothing();
  }

  @Test
  void h1_aRouteGoesOutBeforeTheClusterItNames() {
    mesh.listener("l", "1", "r").host("r", "h", "k=a");
    for (TestStream stream : List.of(TestStream.delta(), TestStream.sotw())) {
      stream.snapshot(mesh.host("r", "h", "k=a").publish());
      stream.subscribe(LISTENER, "l");
      stream.ack(stream.expect(LISTENER, "l"), "l");
      stream.subscribe(ROUTE, "r");
      stream.ack(stream.expect(ROUTE, "r"), "r");
      stream.subscribe(CLUSTER, "a");
      stream.ack(stream.expect(CLUSTER, "a"), "a");
      stream.snapshot(mesh.host("r", "h", "k=b").publish());
      stream.ack(stream.expect(ROUTE, "r"), "r");
      stream.expectNothing();
    }
  }

  @Test
  void h1_aClusterStaysAsLongAsARouteOfTheClientNamesIt() {
    mesh.listener("l", "1", "r").host("r", "h", "k=a");
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(LISTENER, "l").subscribe(ROUTE, "r").subscribe(CLUSTER, "a");
    stream.drain().forEach(stream::ack);
    stream.snapshot(mesh.removeService("a").publish());
    stream.pass(Duration.ofHours(1)).expectNothing();
    stream.snapshot(mesh.host("r", "h", "k=b").publish());
    stream.ack(stream.expect(ROUTE, "r"));
    stream.subscribe(CLUSTER, "b");
    stream.ack(stream.expect(CLUSTER, "b"));
    stream.unsubscribe(CLUSTER, "a");
    stream.pass(Duration.ofHours(1)).expectNothing();
  }

  @Test
  void c10_anUnsubscribedNameIsAnsweredBesideAWildcard() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(CLUSTER, "*", "od", "never");
    stream.ack(stream.expect(CLUSTER, "a", "b", "od"));
    stream.unsubscribe(CLUSTER, "od");
    stream.ack(stream.expect(CLUSTER, "od"));
    stream.unsubscribe(CLUSTER, "never");
    assertThat(stream.expect(CLUSTER).removed()).containsExactly("never");
    stream.expectNothing();
  }

  @Test
  void c10_withoutTheWildcardOnlyTheNameIsLeft() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(CLUSTER, "*", "od");
    stream.ack(stream.expect(CLUSTER, "a", "b", "od"));
    stream.unsubscribe(CLUSTER, "*");
    stream.snapshot(mesh.cluster("a", "2").cluster("od", "2").publish());
    stream.expect(CLUSTER, "od");
    stream.expectNothing();
  }

  @Test
  void h1_anEnvoyWithoutAWildcardThatWasSentClustersUnaskedGetsNoMoreOfThem() {
    SessionSettings settings = SessionSettings.DEFAULT.withUnaskedClusters(true);
    Lane lane = new Lane(Form.DELTA, true, "t.", () -> true);
    XdsSession session = new XdsSession(lane, new NodeMemory(), settings);
    session.onSnapshot(mesh.publish());
    session.onRequest(
        lane, new DeltaRequest(LISTENER, "", List.of(), List.of(), Map.of(), null), 0);
    long wait = settings.clusterRequestAfter().toNanos();
    for (long now = 0; now <= 2 * wait; now += wait) {
      session.next(now);
    }
    long later = 3 * wait;
    session.onRequest(
        lane, new DeltaRequest(CLUSTER, "", List.of("od"), List.of(), Map.of(), null), later);
    assertThat(TestStream.names(session.next(later))).containsExactly("od");
    session.onSnapshot(mesh.cluster("a", "2").endpoints("a", "2").publish());
    assertThat(session.next(later)).isNull();
  }

  @Test
  void h1_endpointsFollowTheClusterThatIsAskedFor() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(CLUSTER, "od");
    stream.ack(stream.expect(CLUSTER, "od"));
    stream.subscribe(ENDPOINT, "od");
    stream.ack(stream.expect(ENDPOINT, "od"));
    stream.snapshot(mesh.cluster("od", "2").publish());
    stream.expect(CLUSTER, "od");
    stream.expect(ENDPOINT, "od");
    stream.expectNothing();
  }
}
