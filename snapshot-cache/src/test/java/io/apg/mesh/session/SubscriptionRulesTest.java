package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.XdsType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Subscriptions (facts of the xDS protocol, C). */
class SubscriptionRulesTest {
  private final TestMesh mesh = new TestMesh().service("a").service("b");

  private static void request(TestStream stream, XdsResponse answered, String... names) {
    stream.ack(answered, names);
  }

  @Test
  void c1_missingNameHoldsBackNoOther() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "a", "missing");
    stream.expect(ENDPOINT, "a");
  }

  @Test
  void c2_newlyRequestedNameIsSentAlthoughUnchanged() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "a", "b");
    XdsResponse both = stream.expect(ENDPOINT, "a", "b");
    request(stream, both, "a");
    stream.expectNothing();
    request(stream, both, "a", "b");
    stream.expect(ENDPOINT, "b");
  }

  @Test
  void c3_missingNameIsSentWhenItAppears() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "c");
    stream.expectNothing();
    stream.snapshot(mesh.service("c").publish());
    stream.expect(ENDPOINT, "c");
  }

  @Test
  void c4_legacyWildcard() {
    for (TestStream stream : List.of(TestStream.sotw(), TestStream.delta())) {
      stream.snapshot(mesh.publish()).subscribe(CLUSTER).expect(CLUSTER, "a", "b");
    }
  }

  @Test
  void c4_explicitWildcard() {
    for (TestStream stream : List.of(TestStream.sotw(), TestStream.delta())) {
      stream.snapshot(mesh.publish()).subscribe(CLUSTER, "*").expect(CLUSTER, "a", "b");
    }
  }

  @Test
  void c4_emptyWildcardSetIsAnswered() {
    for (TestStream stream : List.of(TestStream.sotw(), TestStream.delta())) {
      stream.snapshot(mesh.publish()).subscribe(LISTENER);
      assertThat(stream.expect(LISTENER).resources()).isEmpty();
      stream.expectNothing();
    }
  }

  @Test
  void c5_sotw_wildcard_table() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    XdsResponse last = stream.expect(CLUSTER, "a", "b");
    request(stream, last, "*", "a");
    last = stream.expect(CLUSTER, "a", "b");
    request(stream, last, "a");
    stream.expectNothing();
    stream.snapshot(mesh.cluster("b", "2").publish());
    stream.expectNothing();
    stream.snapshot(mesh.cluster("a", "2").publish());
    last = stream.expect(CLUSTER, "a");
    request(stream, last);
    stream.snapshot(mesh.cluster("a", "3").publish());
    stream.expectNothing();
    request(stream, last, "*");
    stream.expect(CLUSTER, "a", "b");
  }

  @Test
  void c6_delta_wildcard_table() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    stream.expect(CLUSTER, "a", "b");
    stream.subscribe(CLUSTER, "a");
    stream.expect(CLUSTER, "a");
    stream.unsubscribe(CLUSTER, "*");
    stream.expectNothing();
    stream.snapshot(mesh.cluster("b", "2").publish());
    stream.expectNothing();
    stream.snapshot(mesh.cluster("a", "2").publish());
    stream.expect(CLUSTER, "a");
    stream.unsubscribe(CLUSTER, "a");
    stream.snapshot(mesh.cluster("a", "3").publish());
    stream.expectNothing();
    stream.unsubscribe(CLUSTER, "a", "*", "never");
    stream.expectNothing();
    stream.subscribe(CLUSTER, "*");
    stream.expect(CLUSTER, "a", "b");
  }

  @Test
  void c6_namesFirstIsNoWildcard() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(CLUSTER, "a").subscribe(CLUSTER);
    stream.expect(CLUSTER, "a");
    stream.expectNothing();
  }

  @Test
  void c7_emptyListIsNothingForNamedTypes() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT);
    stream.expectNothing();
    stream.subscribe(ENDPOINT, "a");
    XdsResponse last = stream.expect(ENDPOINT, "a");
    request(stream, last);
    stream.snapshot(mesh.endpoints("a", "2").publish());
    stream.expectNothing();
  }

  @Test
  void c8_sotwUnsubscribesByLeavingOut() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "a", "b");
    request(stream, stream.expect(ENDPOINT, "a", "b"), "a");
    stream.snapshot(mesh.endpoints("b", "2").publish());
    stream.expectNothing();
  }

  @Test
  void c9_deltaAnswersEverySubscribedName() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "a");
    stream.ack(stream.expect(ENDPOINT, "a"));
    stream.subscribe(ENDPOINT, "a");
    stream.expect(ENDPOINT, "a");
    stream.expectNothing();
  }

  @Test
  void c10_unsubscribingANameUnderAWildcardIsAnswered() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(CLUSTER, "*", "a", "gone");
    XdsResponse first = stream.expect(CLUSTER, "a", "b");
    assertThat(first.removed()).containsExactly("gone");
    stream.unsubscribe(CLUSTER, "a", "gone");
    XdsResponse answer = stream.expect(CLUSTER, "a");
    assertThat(answer.removed()).containsExactly("gone");
    stream.expectNothing();
  }

  @Test
  void c10_pureUnsubscribeIsNotAnswered() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "a");
    stream.ack(stream.expect(ENDPOINT, "a"));
    stream.unsubscribe(ENDPOINT, "a");
    stream.expectNothing();
  }

  @Test
  void c11_missingNameIsToldInDelta() {
    for (XdsType type : XdsType.values()) {
      TestStream stream = TestStream.delta().snapshot(mesh.publish());
      stream.subscribe(type, "missing");
      XdsResponse response = stream.expect(type);
      assertThat(response.resources()).isEmpty();
      assertThat(response.removed()).containsExactly("missing");
      stream.expectNothing();
    }
  }

  @Test
  void sotwFullStateTellsThatANameIsMissing() {
    TestStream stream = TestStream.sotw().snapshot(mesh.publish());
    stream.subscribe(CLUSTER, "missing");
    assertThat(stream.expect(CLUSTER).resources()).isEmpty();
  }

  @Test
  void oneRequestMaySubscribeAndUnsubscribeTheSameName() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "a");
    stream.ack(stream.expect(ENDPOINT, "a"));
    stream.say(new DeltaRequest(ENDPOINT, "", List.of("a"), List.of("a"), Map.of(), null));
    stream.expect(ENDPOINT, "a");
    stream.snapshot(mesh.endpoints("a", "2").publish());
    stream.expect(ENDPOINT, "a");
  }
}
