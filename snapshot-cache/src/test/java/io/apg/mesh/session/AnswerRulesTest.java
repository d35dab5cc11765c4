package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a refusal means and what it does not (facts of the xDS protocol, B3, B4, B8). */
class AnswerRulesTest {
  private final NodeMemory memory = new NodeMemory();
  private final TestMesh mesh =
      new TestMesh().service("a").service("b").listener("l", "1").listener("m", "1");

  private TestStream open(Form form) {
    return new TestStream(form, true, memory).snapshot(mesh.publish());
  }

  /** A stream on which everything but the last response is answered. */
  private TestStream synced(Form form) {
    TestStream stream = open(form);
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER));
    stream.subscribe(ENDPOINT, "a", "b");
    stream.ack(stream.expect(ENDPOINT, "a", "b"), "a", "b");
    stream.subscribe(LISTENER);
    stream.ack(stream.expect(LISTENER, "l", "m"));
    return stream;
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void b3_whatWasRefusedIsNotSentAgain(Form form) {
    TestStream stream = synced(form);
    stream.snapshot(mesh.listener("l", "bad").publish());
    stream.nack(stream.expect(LISTENER), "Error adding/updating listener(s) l: no");
    // Not with a change beside it, not later, not on the next stream; a new content is sent.
    stream.snapshot(mesh.listener("m", "2").publish());
    assertThat(sent(stream)).doesNotContain("l:bad").contains("m:2");
    stream.pass(Duration.ofHours(1)).expectNothing();
    TestStream next = open(form).subscribe(CLUSTER).subscribe(LISTENER);
    assertThat(sent(next)).doesNotContain("l:bad").contains("m:2");
    next.snapshot(mesh.listener("l", "good").publish());
    assertThat(sent(next)).contains("l:good");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void b3_theErrorIsToldUntilTheContentIsReplaced(Form form) {
    TestStream stream = synced(form);
    stream.snapshot(mesh.listener("l", "bad").publish());
    stream.nack(stream.expect(LISTENER), "Error adding/updating listener(s) l: no");
    stream.drain().forEach(stream::ack);
    TypeStatus status = stream.session.status().of(LISTENER);
    assertThat(status.state()).isEqualTo(TypeStatus.State.ERROR);
    assertThat(status.error().names()).containsExactly("l");
    stream.snapshot(mesh.listener("l", "good").publish());
    stream.drain().forEach(stream::ack);
    assertThat(stream.session.status().of(LISTENER).state()).isEqualTo(TypeStatus.State.SYNCED);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void b4_whatANackDoesNotBlameIsNotHeldBack(Form form) {
    TestStream stream = synced(form);
    stream.snapshot(mesh.endpoints("a", "bad").endpoints("b", "2").publish());
    XdsResponse both = stream.expect(ENDPOINT, "a", "b");
    Answer answer = stream.nack(both, "cluster_name: \"a\": weight", "a", "b");
    assertThat(answer.nack().names()).containsExactly("a");
    assertThat(sent(stream))
        .as("nothing of it was applied")
        .contains("b:2")
        .doesNotContain("a:bad");
  }

  @Test
  void b8_whatANackLeavesUntoldIsRepeated() {
    TestStream stream = synced(Form.DELTA);
    stream.snapshot(mesh.listener("l", "2").listener("m", "bad").publish());
    stream.nack(stream.expect(LISTENER), "Error adding/updating listener(s) m: no");
    XdsResponse repeat = stream.expect(LISTENER, "l");
    assertThat(bodies(repeat)).containsExactly("l:2");
    stream.expectNothing();
    assertThat(memory.isDoubted()).as("until that is acknowledged").isTrue();
    stream.ack(repeat);
    assertThat(memory.isDoubted()).isFalse();
    stream.expectNothing();
  }

  @Test
  void b8_theNextStreamsListIsNotTrustedBefore() {
    String before = mesh.publish().resource(LISTENER, "l").version();
    TestStream stream = synced(Form.DELTA);
    stream.snapshot(mesh.listener("l", "2").listener("m", "bad").publish());
    stream.nack(stream.expect(LISTENER), "Error adding/updating listener(s) m: no");
    stream.end();
    mesh.listener("l", "1").listener("m", "1"); // what the client lists, though it has another l
    TestStream next = open(Form.DELTA).subscribe(CLUSTER);
    next.reconnect(LISTENER, List.of(), Map.of("l", before));
    assertThat(sent(next)).contains("l:1");
  }

  private static List<String> sent(TestStream stream) {
    return stream.drain().stream().flatMap(response -> bodies(response).stream()).toList();
  }

  private static List<String> bodies(XdsResponse response) {
    return response.resources().stream()
        .map(Resource::body)
        .map(body -> body.toStringUtf8())
        .toList();
  }
}
