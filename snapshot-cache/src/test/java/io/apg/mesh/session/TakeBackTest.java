package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.Resource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a refused response of clusters or listeners leaves behind in a client is mended. */
class TakeBackTest {
  private final NodeMemory memory = new NodeMemory();
  private final TestMesh mesh = new TestMesh().service("a").service("b").listener("l", "1");

  private TestStream open(Form form) {
    return new TestStream(form, true, memory);
  }

  private TestStream synced(Form form) {
    TestStream stream = open(form).snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER));
    stream.subscribe(ENDPOINT, "a", "b");
    stream.ack(stream.expect(ENDPOINT), "a", "b");
    stream.subscribe(LISTENER);
    stream.ack(stream.expect(LISTENER));
    return stream;
  }

  private static Map<String, String> bodies(XdsResponse response) {
    Map<String, String> bodies = new LinkedHashMap<>();
    for (Resource resource : response.resources()) {
      bodies.put(resource.name(), resource.body().toStringUtf8());
    }
    return bodies;
  }

  @Test
  void aRefusedNewClusterIsRemoved() {
    TestStream stream = synced(Form.DELTA);
    stream.snapshot(mesh.cluster("new", "bad").publish());
    stream.nack(stream.expect(CLUSTER, "new"), "Error adding/updating cluster(s) new: no");
    XdsResponse back = stream.expect(CLUSTER);
    assertThat(back.removed()).containsExactly("new");
    stream.ack(back);
    stream.expectNothing();
  }

  /** Nobody has its last good form; when that is wanted again, it is what frees the client. */
  @Test
  void aRefusedChangeOfWhichTheGoodFormIsUnknownIsMendedBySendingThatForm() {
    String good = mesh.publish().resource(CLUSTER, "a").version();
    TestStream stream = open(Form.DELTA).snapshot(mesh.cluster("a", "bad").publish());
    stream.reconnect(CLUSTER, List.of(), Map.of("a", good));
    XdsResponse bad = stream.expect(CLUSTER);
    stream.reconnect(ENDPOINT, List.of("a"), Map.of());
    stream.drain();
    stream.nack(bad, "Error adding/updating cluster(s) a: no");
    stream.drain();
    stream.snapshot(mesh.service("a").publish());
    assertThat(stream.drain())
        .filteredOn(response -> response.type() == CLUSTER)
        .flatExtracting(TestStream::names)
        .contains("a");
  }

  @Test
  void aRefusedNewClusterIsLeftOutInSotw() {
    TestStream stream = synced(Form.SOTW);
    stream.snapshot(mesh.cluster("new", "bad").publish());
    stream.nack(stream.expect(CLUSTER, "a", "b", "new"), "Error adding/updating cluster(s) new");
    stream.ack(stream.expect(CLUSTER, "a", "b"));
    stream.expectNothing();
  }

  @Test
  void aRefusedChangeIsAnsweredWithTheGoodFormAndItsEndpoints() {
    for (Form form : Form.values()) {
      TestStream stream = new TestStream(form, true, new NodeMemory()).snapshot(mesh.publish());
      stream.subscribe(CLUSTER);
      stream.ack(stream.expect(CLUSTER));
      stream.subscribe(ENDPOINT, "a", "b");
      stream.ack(stream.expect(ENDPOINT), "a", "b");
      stream.snapshot(mesh.cluster("a", "bad").publish());
      XdsResponse bad = stream.expect(CLUSTER);
      stream.ack(stream.expect(ENDPOINT, "a"), "a", "b");
      stream.nack(bad, "Error adding/updating cluster(s) a");
      assertThat(bodies(stream.expect(CLUSTER))).containsEntry("a", "a:1");
      stream.expect(ENDPOINT, "a");
      stream.expectNothing();
      mesh.cluster("a", "1");
    }
  }

  @Test
  void nothingIsTakenBackThatIsReplacedAlready() {
    TestStream stream = synced(Form.DELTA);
    stream.snapshot(mesh.cluster("a", "bad").publish());
    XdsResponse bad = stream.expect(CLUSTER, "a");
    stream.ack(stream.expect(ENDPOINT, "a"));
    stream.snapshot(mesh.cluster("a", "2").publish());
    stream.expect(CLUSTER, "a");
    stream.expect(ENDPOINT, "a");
    stream.nack(bad, "Error adding/updating cluster(s) a");
    stream.expectNothing();
  }

  @Test
  void whatWasGoodInARefusedResponseIsRepeated() {
    TestStream stream = synced(Form.DELTA);
    mesh.listener("l2", "1");
    stream.snapshot(mesh.publish());
    stream.ack(stream.expect(LISTENER));
    mesh.remove(LISTENER, "l2").listener("l", "2").listener("l3", "bad");
    stream.snapshot(mesh.publish());
    XdsResponse first = stream.expect(LISTENER, "l", "l3");
    assertThat(first.removed()).containsExactly("l2");
    stream.nack(first, "Error adding/updating listener(s) l3: no");
    assertThat(memory.isDoubted()).isTrue();
    XdsResponse repeat = stream.expect(LISTENER, "l");
    assertThat(repeat.removed()).containsExactly("l2");
    stream.expectNothing();
    stream.ack(repeat);
    assertThat(memory.isDoubted()).isFalse();
    stream.expectNothing();
  }

  @Test
  void aRefusedRepeatIsNotRepeatedForEver() {
    TestStream stream = synced(Form.DELTA);
    stream.snapshot(mesh.cluster("a", "2").cluster("new", "bad").publish());
    XdsResponse first = stream.expect(CLUSTER, "a", "new");
    stream.ack(stream.expect(ENDPOINT, "a"));
    stream.nack(first, "new is bad");
    stream.nack(stream.expect(CLUSTER, "a"), "new is bad");
    stream.expectNothing();
    assertThat(memory.isDoubted()).isTrue();
  }

  @Test
  void aStreamAfterAnUnfinishedRepeatDoesNotTrustItsList() {
    TestStream stream = synced(Form.DELTA);
    String old = mesh.publish().resource(CLUSTER, "a").version();
    String same = mesh.publish().resource(CLUSTER, "b").version();
    stream.snapshot(mesh.cluster("a", "2").cluster("c", "1").cluster("new", "bad").publish());
    XdsResponse first = stream.expect(CLUSTER, "a", "c", "new");
    stream.nack(first, "new is bad");
    // Meanwhile everything goes back, and the stream breaks.
    mesh.cluster("a", "1").remove(CLUSTER, "c").remove(CLUSTER, "new");
    TestStream next = open(Form.DELTA).snapshot(mesh.publish());
    next.reconnect(CLUSTER, List.of(), Map.of("a", old, "b", same));
    XdsResponse full = next.expect(CLUSTER, "a");
    next.ack(full);
    assertThat(next.next()).isNull();
    next.pass(Duration.ofSeconds(31));
    List<XdsResponse> rest = next.drain();
    assertThat(rest).anySatisfy(r -> assertThat(r.removed()).containsExactly("c"));
    assertThat(memory.isDoubted()).as("c may still be there").isTrue();
    rest.forEach(next::ack);
    assertThat(memory.isDoubted()).isFalse();
  }

  @Test
  void aStreamAfterAnUnansweredResponseDoesNotTrustItsList() {
    TestStream stream = synced(Form.DELTA);
    String old = mesh.publish().resource(CLUSTER, "a").version();
    stream.snapshot(mesh.cluster("a", "2").cluster("new", "bad").publish());
    stream.expect(CLUSTER, "a", "new");
    stream.end();
    mesh.cluster("a", "1").remove(CLUSTER, "new");
    TestStream next = open(Form.DELTA).snapshot(mesh.publish());
    next.reconnect(CLUSTER, List.of(), Map.of("a", old));
    next.expect(CLUSTER, "a", "b");
  }
}
