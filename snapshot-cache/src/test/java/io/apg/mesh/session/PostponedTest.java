package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static io.apg.mesh.snapshot.XdsType.ROUTE;
import static io.apg.mesh.snapshot.XdsType.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clusters that would keep a client from starting come when it has started. */
class PostponedTest {
  private static final Duration BOUND = Duration.ofSeconds(2);
  private static final Duration A_WHILE = Duration.ofMillis(1001);

  private final TestMesh mesh =
      new TestMesh().service("a").listener("l", "1", "r").host("r", "h", "k=a");

  private TestStream fresh(Form form) {
    return new TestStream(form, true, new NodeMemory()).snapshot(mesh.publish());
  }

  @ParameterizedTest
  @EnumSource
  void aClusterWithoutItsSecretComesBehindTheFirstListenerRequest(Form form) {
    mesh.secureCluster("s", "1", "id", "gone").secret("id", "1").secureCluster("t", "1", "id");
    mesh.endpoints("s", "1").endpoints("t", "1");
    TestStream stream = fresh(form);
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER, "a", "t"));
    assertThat(stream.session.status().of(CLUSTER).waits())
        .contains("s: waits for the proxy to have its listeners");
    stream.subscribe(LISTENER);
    assertThat(TestStream.names(stream.expect(CLUSTER))).contains("s");
    stream.expect(LISTENER, "l");
  }

  @ParameterizedTest
  @EnumSource
  void aClusterThatHoldsUpTheStartIsTakenOutAndComesLater(Form form) {
    mesh.dnsCluster("d", "1", BOUND).checkedCluster("c", "1", BOUND).endpoints("c", "1");
    TestStream stream = fresh(form);
    stream.subscribe(CLUSTER);
    XdsResponse first = stream.expect(CLUSTER, "a", "c", "d");
    stream.subscribe(ENDPOINT, "a", "c");
    stream.ack(first);
    XdsResponse endpoints = stream.expect(ENDPOINT, "a", "c");
    stream.pass(A_WHILE.multipliedBy(2));
    stream.expectNothing(); // the client is slow itself
    stream.ack(endpoints, "a", "c");
    stream.expectNothing();
    stream.pass(A_WHILE);
    XdsResponse without = stream.expect(CLUSTER);
    if (form == Form.DELTA) {
      assertThat(without.resources()).isEmpty();
      assertThat(without.removed()).containsExactlyInAnyOrder("c", "d");
    } else {
      assertThat(TestStream.names(without)).containsExactly("a");
    }
    stream.ack(without);
    stream.expectNothing();
    stream.snapshot(mesh.dnsCluster("d2", "1", BOUND).publish());
    stream.drain().forEach(response -> assertThat(response.resources()).hasSize(1));
    stream.subscribe(LISTENER);
    assertThat(TestStream.names(stream.expect(CLUSTER))).contains("c", "d", "d2");
    stream.expect(ENDPOINT, "c");
    stream.expect(LISTENER, "l");
  }

  @ParameterizedTest
  @EnumSource
  void namesMayHoldUpEvenTheRequestForEndpoints(Form form) {
    mesh.dnsCluster("d", "1", BOUND);
    TestStream stream = fresh(form);
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER, "a", "d"));
    stream.expectNothing();
    stream.pass(A_WHILE);
    stream.ack(stream.expect(CLUSTER));
    stream.subscribe(ENDPOINT, "a");
    stream.expect(ENDPOINT, "a");
  }

  @ParameterizedTest
  @EnumSource
  void aClientThatStartsInTimeKeepsThem(Form form) {
    mesh.dnsCluster("d", "1", BOUND);
    TestStream stream = fresh(form);
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER, "a", "d"));
    stream.subscribe(ENDPOINT, "a");
    stream.ack(stream.expect(ENDPOINT, "a"), "a");
    stream.expectNothing();
    stream.pass(A_WHILE.dividedBy(2));
    stream.subscribe(LISTENER);
    stream.ack(stream.expect(LISTENER, "l"));
    stream.pass(A_WHILE);
    stream.expectNothing();
  }

  @Test
  void oneThatIsGoneMeanwhileIsForgotten() {
    mesh.secureCluster("s", "1", "gone");
    TestStream stream = fresh(Form.DELTA);
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER, "a"));
    stream.snapshot(mesh.remove(CLUSTER, "s").publish());
    stream.subscribe(LISTENER);
    stream.expect(LISTENER, "l");
    assertThat(stream.session.status().of(CLUSTER).waitingFor()).isEmpty();
  }

  @Test
  void aClientThatReconnectsGetsThemAtOnce() {
    Snapshot had = mesh.publish();
    mesh.secureCluster("s", "1", "gone");
    TestStream stream = fresh(Form.DELTA);
    stream.reconnect(CLUSTER, List.of(), Map.of("a", had.resource(CLUSTER, "a").version()));
    stream.expect(CLUSTER, "s");
  }

  @Test
  void clustersSentUnaskedAreThoseThatHoldNothingUpOrAreUsed() {
    mesh.secureCluster("used", "1", "gone").endpoints("used", "1").host("r", "h2", "k=used");
    mesh.secureCluster("new", "1", "gone").endpoints("new", "1");
    Snapshot had = mesh.publish();
    long wait = SessionSettings.DEFAULT.clusterRequestAfter().toNanos();
    XdsSession session =
        new XdsSession(
            Form.DELTA,
            true,
            new NodeMemory(),
            SessionSettings.DEFAULT.withUnaskedClusters(true),
            "t.");
    session.onSnapshot(had);
    List<String> names = List.of("a", "used", "new");
    session.onRequest(first(ENDPOINT, names, Map.of()), 0);
    session.onRequest(first(SECRET, List.of("gone"), Map.of()), 0);
    session.onRequest(
        first(LISTENER, List.of(), Map.of("l", had.resource(LISTENER, "l").version())), 0);
    session.onRequest(
        first(ROUTE, List.of("r"), Map.of("r", had.resource(ROUTE, "r").version())), 0);
    drain(session, 0);
    drain(session, wait);
    XdsResponse unasked = session.next(2 * wait);
    assertThat(unasked.type()).isEqualTo(CLUSTER);
    assertThat(TestStream.names(unasked)).containsExactlyInAnyOrder("a", "used");
    assertThat(unasked.removed()).containsExactly("new");
    drain(session, 2 * wait);
    session.onRequest(
        new DeltaRequest(
            CLUSTER,
            unasked.nonce(),
            List.of(),
            List.of(),
            Map.of("a", had.resource(CLUSTER, "a").version()),
            null),
        2 * wait);
    XdsResponse later = session.next(2 * wait);
    assertThat(later.type()).isEqualTo(CLUSTER);
    assertThat(TestStream.names(later)).contains("new");
  }

  private static DeltaRequest first(
      XdsType type, List<String> names, Map<String, String> versions) {
    return new DeltaRequest(type, "", names, List.of(), versions, null);
  }

  private static void drain(XdsSession session, long now) {
    XdsResponse response;
    do {
      response = session.next(now);
    } while (response != null);
  }
}
