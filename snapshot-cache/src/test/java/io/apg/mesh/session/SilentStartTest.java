package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static io.apg.mesh.snapshot.XdsType.ROUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A client that reconnects and says nothing about clusters. */
class SilentStartTest {
  private static final long WAIT = SessionSettings.DEFAULT.clusterRequestAfter().toNanos();

  private final TestMesh mesh = new TestMesh().service("a");
  private Lane lane;
  private long now;

  private XdsSession reconnect(boolean ordered, boolean unasked) {
    SessionSettings settings = SessionSettings.DEFAULT.withUnaskedClusters(unasked);
    lane = new Lane(Form.DELTA, ordered, "t.", () -> true);
    XdsSession session = new XdsSession(lane, new NodeMemory(), settings);
    session.onSnapshot(mesh.publish());
    String held = mesh.publish().resource(ENDPOINT, "a").version();
    session.onRequest(
        lane,
        new DeltaRequest(ENDPOINT, "", List.of("a"), List.of(), Map.of("a", held), null),
        now);
    assertThat(session.next(now)).isNull();
    return session;
  }

  private @Nullable XdsResponse after(XdsSession session, long time) {
    now += time;
    return session.next(now);
  }

  @Test
  void anEnvoyGetsLoadAssignmentsAndThenClusters() {
    XdsSession session = reconnect(true, true);
    assertThat(after(session, WAIT).type()).isEqualTo(ENDPOINT);
    assertThat(session.next(now)).isNull();
    assertThat(after(session, WAIT).type()).isEqualTo(CLUSTER);
    assertThat(session.next(now).type()).as("right behind").isEqualTo(ENDPOINT);
    assertThat(after(session, WAIT)).isNull();
  }

  @Test
  void nobodyElseGetsClustersUnasked() {
    XdsSession other = reconnect(true, false);
    assertThat(after(other, WAIT).type()).isEqualTo(ENDPOINT);
    assertThat(after(other, WAIT)).isNull();
    XdsSession single = reconnect(false, true);
    assertThat(after(single, WAIT)).isNull();
    assertThat(after(single, WAIT)).isNull();
  }

  @Test
  void aLiveRouteDoesNotGoToAClusterThatWasNeverSent() {
    mesh.listener("l", "1", "r").host("r", "h", "k=a");
    Snapshot had = mesh.publish();
    TestStream stream = TestStream.delta().snapshot(had);
    stream.reconnect(ENDPOINT, List.of("a"), Map.of("a", version(had, ENDPOINT, "a")));
    stream.reconnect(LISTENER, List.of(), Map.of("l", version(had, LISTENER, "l")));
    stream.reconnect(ROUTE, List.of("r"), Map.of("r", version(had, ROUTE, "r")));
    stream.snapshot(mesh.service("b").host("r", "h", "k=b").publish());
    for (int i = 0; i < 60; i++) {
      stream.pass(Duration.ofSeconds(1));
      for (XdsResponse next = stream.next(); next != null; next = stream.next()) {
        assertThat(next.type()).isEqualTo(ENDPOINT);
        stream.ack(next);
      }
    }
    assertThat(stream.session.status().of(ROUTE).waitingFor()).containsExactly("b");
    stream.snapshot(mesh.host("r", "h", "k=a").publish());
    stream.expectNothing();
    assertThat(stream.session.status().inSyncWith()).as("b was never sent").isEqualTo(-1);
    stream.reconnect(CLUSTER, List.of(), Map.of("a", version(had, CLUSTER, "a")));
    stream.ack(stream.expect(CLUSTER, "b"));
    stream.subscribe(ENDPOINT, "b");
    stream.ack(stream.expect(ENDPOINT, "b"));
    stream.expectNothing();
    assertThat(stream.session.status().inSyncWith()).isEqualTo(3);
  }

  private static String version(Snapshot snapshot, XdsType type, String name) {
    return snapshot.resource(type, name).version();
  }

  @Test
  void aClientThatSpeaksInTimeIsAnsweredAsEver() {
    XdsSession session = reconnect(true, true);
    String held = mesh.publish().resource(CLUSTER, "a").version();
    session.onRequest(
        lane, new DeltaRequest(CLUSTER, "", List.of(), List.of(), Map.of("a", held), null), now);
    assertThat(session.next(now)).isNull();
    assertThat(after(session, WAIT)).isNull();
    assertThat(after(session, WAIT)).isNull();
  }
}
