package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One answer to several responses, and answers that say nothing: who is to blame. */
class BlameTest {
  private static final String MALFORMED = "Invalid duration: seconds: -1";

  private final NodeMemory memory = new NodeMemory();
  private final TestMesh mesh = new TestMesh().service("a").service("b").listener("l", "1");

  private TestStream sotw() {
    TestStream stream = new TestStream(Form.SOTW, true, memory).snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER));
    stream.subscribe(ENDPOINT, "a", "b");
    stream.ack(stream.expect(ENDPOINT), "a", "b");
    stream.subscribe(LISTENER);
    stream.ack(stream.expect(LISTENER));
    return stream;
  }

  private List<String> refused() {
    return memory.rejections().stream().map(rejection -> rejection.key().name()).toList();
  }

  @Test
  void b2_whatCameBeforeTheVersionOfASotwNackIsAccepted() {
    TestStream stream = sotw();
    stream.snapshot(mesh.cluster("a", "2").publish());
    XdsResponse good = stream.expect(CLUSTER, "a", "b");
    stream.ack(stream.expect(ENDPOINT, "a"), "a", "b");
    stream.snapshot(mesh.cluster("b", "malformed").publish());
    XdsResponse bad = stream.expect(CLUSTER, "a", "b");
    stream.answer(bad, good.version(), new ErrorDetail(13, MALFORMED));
    assertThat(refused()).containsExactly("b");
  }

  /** A client may list the version of an earlier stream when it refuses. */
  @Test
  void b6_noTwoStreamsHaveTheSameVersionForAPartOfTheSnapshot() {
    mesh.cluster("b", "malformed");
    assertThat(versionOfHalf("t.")).isNotEqualTo(versionOfHalf("u."));
  }

  private String versionOfHalf(String nonces) {
    TestStream stream =
        new TestStream(Form.SOTW, new NodeMemory(), TestStream.SETTINGS, nonces)
            .snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    stream.nack(stream.expect(CLUSTER, "a", "b"), MALFORMED);
    return stream.expect(CLUSTER, "a").version();
  }

  @Test
  void aFullStateThatWasOutAlreadyCarriesWhatTheOneBeforeWasRefusedFor() {
    TestStream stream = sotw();
    stream.snapshot(mesh.cluster("b", "malformed").publish());
    XdsResponse first = stream.expect(CLUSTER);
    stream.expect(ENDPOINT, "b");
    stream.snapshot(mesh.service("new").publish());
    XdsResponse second = stream.expect(CLUSTER, "a", "b", "new");
    stream.nack(first, MALFORMED);
    stream.nack(second, MALFORMED);
    assertThat(refused()).as("not the new one").containsExactly("b");
    stream.drain();
    assertThat(stream.session.status().of(CLUSTER).served()).isNotEqualTo(second.version());
  }

  @Test
  void endpointsThatComeBackEqualAreSentToAClusterThatNeedsThemAnew() {
    TestStream stream = sotw();
    stream.snapshot(mesh.cluster("b", "2").remove(ENDPOINT, "b").publish());
    stream.ack(stream.expect(CLUSTER, "a", "b"));
    stream.expectNothing();
    stream.snapshot(mesh.endpoints("b", "1").publish());
    stream.expect(ENDPOINT, "b");
  }

  /** The answer to the first response was lost; to the same content Envoy says yes. */
  @Test
  void anAcknowledgedClusterWhoseEndpointsNobodyWantsWasRefusedBefore() {
    TestStream stream =
        new TestStream(Form.DELTA, memory, TestStream.SETTINGS.withUnaskedClusters(true), "t.")
            .snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    XdsResponse clusters = stream.expect(CLUSTER, "a", "b");
    stream.subscribe(ENDPOINT, "a");
    stream.ack(stream.expect(ENDPOINT, "a"));
    stream.ack(clusters);
    stream.expectNothing();
    stream.pass(Duration.ofMillis(50));
    XdsResponse removal = stream.expect(CLUSTER);
    assertThat(removal.removed()).containsExactly("b");
    stream.ack(removal);
    stream.nack(stream.expect(CLUSTER, "b"), "Error adding: b");
    assertThat(refused()).containsExactly("b");
  }

  /** Other clients, and models of Envoy, say yes before they ask for endpoints. */
  @Test
  void aClientThatAsksForEndpointsAMomentAfterItsAnswerHasRefusedNothing() {
    TestStream stream =
        new TestStream(Form.DELTA, memory, TestStream.SETTINGS.withUnaskedClusters(true), "t.")
            .snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    XdsResponse clusters = stream.expect(CLUSTER, "a", "b");
    stream.subscribe(ENDPOINT, "a");
    stream.ack(clusters);
    stream.subscribe(ENDPOINT, "b");
    stream.ack(stream.expect(ENDPOINT, "a", "b"));
    stream.pass(Duration.ofSeconds(1));
    stream.expectNothing();
  }

  /** An Envoy that resolves names of other clusters first says nothing about endpoints yet. */
  @Test
  void aClientThatAsksForNoEndpointsYetHasRefusedNothing() {
    TestStream stream =
        new TestStream(Form.DELTA, memory, TestStream.SETTINGS.withUnaskedClusters(true), "t.")
            .snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER, "a", "b"));
    stream.expectNothing();
  }
}
