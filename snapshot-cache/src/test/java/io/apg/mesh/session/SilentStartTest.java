package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A client that reconnects and says nothing about clusters. */
class SilentStartTest {
  private static final long WAIT = SessionSettings.DEFAULT.clusterRequestAfter().toNanos();

  private final TestMesh mesh = new TestMesh().service("a");
  private long now;

  private XdsSession reconnect(boolean ordered, boolean unasked) {
    SessionSettings settings = SessionSettings.DEFAULT.withUnaskedClusters(unasked);
    XdsSession session = new XdsSession(Form.DELTA, ordered, new NodeMemory(), settings, "t.");
    session.onSnapshot(mesh.publish());
    String held = mesh.publish().resource(ENDPOINT, "a").version();
    session.onRequest(
        new DeltaRequest(ENDPOINT, "", List.of("a"), List.of(), Map.of("a", held), null), now);
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
  void aClientThatSpeaksInTimeIsAnsweredAsEver() {
    XdsSession session = reconnect(true, true);
    String held = mesh.publish().resource(CLUSTER, "a").version();
    session.onRequest(
        new DeltaRequest(CLUSTER, "", List.of(), List.of(), Map.of("a", held), null), now);
    assertThat(session.next(now)).isNull();
    assertThat(after(session, WAIT)).isNull();
    assertThat(after(session, WAIT)).isNull();
  }
}
