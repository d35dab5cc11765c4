package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static io.apg.mesh.snapshot.XdsType.ROUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.Snapshot;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Faults of a widely used library that this one must not have (Z1-Z15 of the facts). */
class LibraryFaultsTest {
  private final TestMesh mesh =
      new TestMesh().service("a").service("b").listener("l", "1", "r").host("r", "h", "k=a");

  @Test
  void z1_missingNameDoesNotEndTheWatch() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "a", "missing");
    stream.ack(stream.expect(ENDPOINT, "a"), "a", "missing");
    stream.snapshot(mesh.endpoints("a", "2").publish());
    stream.expect(ENDPOINT, "a");
    stream.snapshot(mesh.endpoints("missing", "1").publish());
    stream.expect(ENDPOINT, "missing");
  }

  @Test
  void z2_missingNameWithholdsNoOther() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "missing", "a");
    assertThat(stream.expect(ENDPOINT, "a").removed()).containsExactly("missing");
  }

  @Test
  void z3_noStormAfterASotwNack() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    stream.nack(stream.expect(CLUSTER, "a", "b"), "no");
    stream.nack(stream.expect(CLUSTER, "a"), "no");
    stream.nack(stream.expect(CLUSTER, "b"), "no");
    stream.expectNothing();
  }

  @Test
  void z4_noStormAfterADeltaNack() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "a", "b");
    stream.nack(stream.expect(ENDPOINT, "a", "b"), "no");
    stream.nack(stream.expect(ENDPOINT, "a"), "no");
    stream.nack(stream.expect(ENDPOINT, "b"), "no");
    stream.expectNothing();
  }

  @Test
  void z5_removedAndAddedAgainIsDelivered() {
    for (boolean ordered : List.of(true, false)) {
      TestStream stream = new TestStream(Form.DELTA, ordered, new NodeMemory());
      stream.snapshot(mesh.publish()).subscribe(ENDPOINT, "a");
      stream.ack(stream.expect(ENDPOINT, "a"));
      stream.snapshot(mesh.remove(ENDPOINT, "a").publish());
      stream.drain();
      stream.snapshot(mesh.endpoints("a", "again").publish());
      stream.expect(ENDPOINT, "a");
      mesh.endpoints("a", "1").publish();
    }
  }

  @Test
  void z6_initialVersionsAreHonoured() {
    Snapshot snapshot = mesh.publish();
    String version = snapshot.resource(CLUSTER, "a").version();
    TestStream stream = new TestStream(Form.DELTA, false, new NodeMemory()).snapshot(snapshot);
    stream.reconnect(CLUSTER, List.of(), Map.of("a", version, "gone", "1"));
    assertThat(stream.expect(CLUSTER, "b").removed()).containsExactly("gone");
  }

  @Test
  void z7_subscriptionOfAMissingNameIsAnswered() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(ROUTE, "missing");
    assertThat(stream.expect(ROUTE).removed()).containsExactly("missing");
  }

  @Test
  void z8_unknownOrRepeatedNonce() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    XdsResponse response = stream.expect(CLUSTER);
    assertThat(stream.ack(response)).isNotNull();
    assertThat(stream.ack(response)).isNull();
    assertThat(stream.nack(response, "late")).isNull();
    stream.say(new DeltaRequest(CLUSTER, "junk", List.of(), List.of(), Map.of(), null));
    stream.snapshot(mesh.cluster("a", "2").publish());
    stream.expect(CLUSTER, "a");
  }

  @Test
  void z10_wildcardIsWhatTheClientSays() {
    TestStream delta = TestStream.delta().snapshot(mesh.publish()).subscribe(CLUSTER, "a");
    delta.expect(CLUSTER, "a");
    TestStream sotw = TestStream.sotw().snapshot(mesh.publish()).subscribe(CLUSTER, "*");
    sotw.expect(CLUSTER, "a", "b");
    sotw.subscribe(ENDPOINT, "a");
    sotw.ack(sotw.expect(ENDPOINT, "a"));
    sotw.expectNothing();
    sotw.snapshot(mesh.endpoints("a", "2").endpoints("b", "2").publish());
    sotw.expectNothing();
  }

  @Test
  void z12_versionsAreFunctionsOfTheContent() {
    Snapshot one = new TestMesh().service("a").service("b").publish();
    Snapshot other = new TestMesh().service("b").service("c").publish();
    Snapshot same = new TestMesh().service("b").service("a").publish();
    assertThat(one.version(CLUSTER)).isEqualTo(same.version(CLUSTER)).hasSize(16);
    assertThat(one.version(CLUSTER)).isNotEqualTo(other.version(CLUSTER));
    assertThat(one.resource(CLUSTER, "b").version())
        .isEqualTo(other.resource(CLUSTER, "b").version());
  }

  @Test
  void z13_removalComesAfterRepointing() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER, "a", "b"));
    stream.subscribe(ENDPOINT, "a", "b");
    stream.ack(stream.expect(ENDPOINT, "a", "b"));
    stream.subscribe(LISTENER).subscribe(ROUTE, "r");
    stream.drain().forEach(stream::ack);
    stream.snapshot(mesh.removeService("a").host("r", "h", "k=b").publish());
    stream.expect(ROUTE, "r");
    stream.expectNothing();
  }

  @Test
  void z14_ackThatSubscribesAgain() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "a");
    XdsResponse response = stream.expect(ENDPOINT, "a");
    stream.say(
        new DeltaRequest(ENDPOINT, response.nonce(), List.of("a"), List.of(), Map.of(), null));
    stream.expect(ENDPOINT, "a");
  }

  @Test
  void z15_unsubscribedWhileAResponseIsUnderWay() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "a");
    XdsResponse response = stream.expect(ENDPOINT, "a");
    stream.unsubscribe(ENDPOINT, "a");
    stream.ack(response);
    stream.snapshot(mesh.endpoints("a", "2").publish());
    stream.expectNothing();
  }
}
