package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static io.apg.mesh.snapshot.XdsType.ROUTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Streams, nonces and versions (facts of the xDS protocol, A and B). */
class StreamRulesTest {
  private final TestMesh mesh =
      new TestMesh().service("a").service("b").listener("l", "1", "r").host("r", "h", "k=a");

  @Test
  void a3_typesAreIndependent() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(LISTENER).subscribe(ENDPOINT, "a");
    stream.expect(ENDPOINT, "a");
    stream.expect(LISTENER, "l");
    stream.expectNothing();
  }

  @Test
  void a4_noncesAreUniqueAcrossTypes() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(CLUSTER).subscribe(ENDPOINT, "a").subscribe(LISTENER).subscribe(ROUTE, "r");
    Set<String> nonces = new HashSet<>();
    List<XdsResponse> responses = stream.drain();
    responses.forEach(response -> nonces.add(response.nonce()));
    assertThat(nonces).hasSize(responses.size()).doesNotContain("");
  }

  @Test
  void a5_staleSotwRequestGetsNoResponse() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "a");
    XdsResponse old = stream.expect(ENDPOINT, "a");
    stream.snapshot(mesh.endpoints("a", "2").publish());
    XdsResponse newest = stream.expect(ENDPOINT, "a");
    stream.ack(old, "a", "b");
    stream.expectNothing();
    stream.ack(newest, "a", "b");
    stream.expect(ENDPOINT, "b");
  }

  @Test
  void a5_nameThatAnOvertakenRequestLeftOutIsNewAgain() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "a", "b");
    XdsResponse old = stream.expect(ENDPOINT, "a", "b");
    stream.snapshot(mesh.endpoints("a", "2").publish());
    XdsResponse newest = stream.expect(ENDPOINT, "a");
    stream.ack(old, "a");
    stream.ack(newest, "a", "b");
    stream.expect(ENDPOINT, "b");
  }

  @Test
  void a6_emptyNonceMidStreamIsHonoured() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "a");
    stream.expect(ENDPOINT, "a");
    stream.subscribe(ENDPOINT, "a", "b");
    stream.expect(ENDPOINT, "b");
  }

  @Test
  void a7_onlyTheNewestRequestIsAnswered() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "a").subscribe(ENDPOINT, "a", "b").subscribe(ENDPOINT, "b");
    stream.expect(ENDPOINT, "b");
    stream.expectNothing();
  }

  @Test
  void a8_deltaSubscriptionIsHonouredWithAStaleNonce() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "a");
    XdsResponse old = stream.expect(ENDPOINT, "a");
    stream.snapshot(mesh.endpoints("a", "2").publish());
    stream.expect(ENDPOINT, "a");
    stream.say(new DeltaRequest(ENDPOINT, old.nonce(), List.of("b"), List.of("a"), Map.of(), null));
    stream.expect(ENDPOINT, "b");
    stream.snapshot(mesh.endpoints("a", "3").publish());
    stream.expectNothing();
  }

  @Test
  void a9_versionChangesWithContentOnly() {
    String one = first(mesh.publish());
    assertThat(first(mesh.listener("x", "1").publish())).isEqualTo(one);
    assertThat(first(mesh.cluster("a", "2").publish())).isNotEqualTo(one);
  }

  private static String first(io.apg.mesh.snapshot.Snapshot snapshot) {
    return TestStream.sotw().snapshot(snapshot).subscribe(CLUSTER).expect(CLUSTER).version();
  }

  @Test
  void a10_ackIsNotAnswered() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER, "a", "b"));
    stream.expectNothing();
  }

  @Test
  void a10_publicationWithoutChangeIsNotSent() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER, "a", "b"));
    stream.snapshot(mesh.cluster("a", "1").publish());
    stream.snapshot(mesh.cluster("a", "2").publish()).snapshot(mesh.cluster("a", "1").publish());
    stream.expectNothing();
  }

  @Test
  void a11_sotwReconnectGetsWhatItNames() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    String version = mesh.publish().version(CLUSTER);
    stream.say(new SotwRequest(CLUSTER, version, "", List.of(), null));
    stream.say(new SotwRequest(ENDPOINT, "any", "", List.of("b"), null));
    stream.expect(CLUSTER, "a", "b");
    stream.expect(ENDPOINT, "b");
    stream.expectNothing();
  }

  @Test
  void nothingIsSentBeforeThereIsASnapshot() {
    TestStream stream = TestStream.sotw();
    stream.subscribe(CLUSTER).subscribe(ENDPOINT, "a").subscribe(ENDPOINT, "b");
    stream.expectNothing();
    stream.snapshot(mesh.publish());
    stream.expect(CLUSTER, "a", "b");
    stream.expect(ENDPOINT, "b");
    stream.expectNothing();
  }

  @Test
  void b1_onlyTheErrorMakesANack() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "a");
    XdsResponse response = stream.expect(ENDPOINT, "a");
    Answer answer = stream.answer(response, "an old version", null, "a");
    assertThat(answer.nack()).isNull();
  }

  @Test
  void b2_nackOfANewNameAtAnUnchangedVersion() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "a");
    XdsResponse one = stream.expect(ENDPOINT, "a");
    stream.ack(one, "a");
    stream.ack(one, "a", "b");
    XdsResponse two = stream.expect(ENDPOINT, "b");
    assertThat(two.version()).isNotEqualTo(one.version());
    Answer answer = stream.answer(two, one.version(), new ErrorDetail(3, "no good"), "a", "b");
    assertThat(answer.nack().names()).containsExactly("b");
  }

  @Test
  void b5_nackMayChangeTheSubscription() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "a");
    stream.nack(stream.expect(ENDPOINT, "a"), "no", "b");
    stream.expect(ENDPOINT, "b");
    stream.expectNothing();
  }

  @Test
  void b6_lateNackIsAboutAnOlderResponse() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER, "a", "b"));
    stream.snapshot(mesh.cluster("a", "bad").publish());
    stream.expect(CLUSTER, "a", "b");
    stream.snapshot(mesh.cluster("a", "2").publish());
    XdsResponse good = stream.expect(CLUSTER, "a", "b");
    Answer answer =
        stream.answer(good, good.version(), new ErrorDetail(13, "Error adding cluster(s) a: no"));
    assertThat(answer.nack()).isNotNull();
    stream.expectNothing();
    assertThat(stream.session.status().of(CLUSTER).state()).isEqualTo(TypeStatus.State.SYNCED);
    stream.snapshot(mesh.cluster("b", "2").publish());
    XdsResponse next = stream.expect(CLUSTER, "a", "b");
    assertThat(next.resources().get(0).body().toStringUtf8()).isEqualTo("a:2");
  }

  @Test
  void b7_nothingWaitsForAClusterAnswer() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    for (int i = 0; i < 100; i++) {
      stream.expect(CLUSTER);
      stream.snapshot(mesh.cluster("a", "n" + i).publish());
    }
  }

  @Test
  void unknownNonceIsNoError() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    stream.expect(CLUSTER);
    for (String nonce : List.of("t.99", "t.", "t.x", "other", "t.-1", "1")) {
      Answer answer =
          stream.say(
              new DeltaRequest(
                  CLUSTER, nonce, List.of(), List.of(), Map.of(), new ErrorDetail(3, "?")));
      assertThat(answer).isNull();
    }
    stream.expectNothing();
  }
}
