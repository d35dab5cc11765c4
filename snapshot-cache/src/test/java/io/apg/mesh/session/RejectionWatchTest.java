package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The beginning and the end of a rejection are told once each, and outlive the memory. */
class RejectionWatchTest {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  private final List<String> told = new ArrayList<>();
  private NodeMemory memory = memory();
  private final TestMesh mesh = new TestMesh().service("a").service("b").listener("l", "1");

  private NodeMemory memory() {
    return new NodeMemory(
        "n1", Clock.fixed(NOW, ZoneOffset.UTC), new SharedRejections(), new Told());
  }

  private final class Told implements MemoryListener {
    @Override
    public void refused(Rejection rejection) {
      told.add("refused " + rejection.key().name() + " " + rejection.message());
    }

    @Override
    public void ended(Rejection rejection, RejectionEnd end) {
      told.add(end + " " + rejection.key().name());
    }
  }

  private TestStream synced(Form form) {
    TestStream stream = new TestStream(form, true, memory).snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    settle(stream);
    stream.subscribe(ENDPOINT, "a", "b");
    settle(stream);
    stream.subscribe(LISTENER);
    settle(stream);
    return stream;
  }

  private static void settle(TestStream stream) {
    for (int turn = 0; turn < 20; turn++) {
      XdsResponse response = stream.next();
      if (response == null) {
        stream.session.status();
        return;
      }
      String[] names =
          response.type() == ENDPOINT ? new String[] {"a", "b"} : new String[0];
      boolean bad =
          response.resources().stream().anyMatch(r -> r.body().toStringUtf8().equals("a:bad"));
      if (bad) {
        stream.nack(response, "cluster a: no", names);
      } else {
        stream.ack(response, names);
      }
    }
    throw new AssertionError("not settled");
  }

  private void publish(TestStream stream) {
    stream.snapshot(mesh.publish());
    settle(stream);
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void otherContentThatIsAcceptedMends(Form form) {
    TestStream stream = synced(form);
    mesh.cluster("a", "bad");
    publish(stream);
    assertThat(stream.session.status().withheld())
        .singleElement()
        .satisfies(one -> assertThat(one.rejection().since()).isEqualTo(NOW));
    mesh.endpoints("b", "2");
    publish(stream);
    mesh.cluster("a", "3");
    publish(stream);
    assertThat(told).containsExactly("refused a cluster a: no", "MENDED a");
    assertThat(stream.session.status().withheld()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void whatWasThereBeforeIsARollBackAndNothingIsADeletion(Form form) {
    TestStream stream = synced(form);
    mesh.cluster("a", "bad");
    publish(stream);
    mesh.cluster("a", "1");
    publish(stream);
    assertThat(told).containsExactly("refused a cluster a: no", "ROLLED_BACK a");
    told.clear();
    mesh.cluster("a", "bad");
    publish(stream);
    mesh.removeService("a");
    publish(stream);
    assertThat(told).containsExactly("refused a cluster a: no", "DELETED a");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void anEndThatComesAfterARestartIsToldOnce(Form form) {
    TestStream stream = synced(form);
    mesh.cluster("a", "bad");
    publish(stream);
    Remembered remembered = memory.remembered();
    told.clear();
    memory = memory();
    memory.recall(remembered);
    TestStream next = synced(form);
    assertThat(told).isEmpty();
    assertThat(next.session.status().withheld()).hasSize(1);
    mesh.cluster("a", "3");
    publish(next);
    assertThat(told).containsExactly("MENDED a");
    Remembered later = memory.remembered();
    memory = memory();
    memory.recall(later);
    synced(form);
    assertThat(told).containsExactly("MENDED a");
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void refusedContentIsNotSentAfterARestartEither(Form form) {
    TestStream stream = synced(form);
    mesh.cluster("a", "bad");
    publish(stream);
    Remembered remembered = memory.remembered();
    memory = memory();
    memory.recall(remembered);
    TestStream next = new TestStream(form, true, memory).snapshot(mesh.publish());
    next.subscribe(CLUSTER);
    assertThat(next.expect(CLUSTER, "a", "b").resources())
        .extracting(resource -> resource.body().toStringUtf8())
        .containsExactlyInAnyOrder("a:1", "b:1");
  }
}
