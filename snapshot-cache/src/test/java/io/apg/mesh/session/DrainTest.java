package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.CLUSTER;
import static io.apg.mesh.snapshot.XdsType.ENDPOINT;
import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Living connections keep the old content of a listener that changed, and the clusters in it. */
class DrainTest {
  private static final Duration RELEASE = TestStream.SETTINGS.releaseAfter();
  private static final Duration DRAIN = TestStream.SETTINGS.drainAfter();

  private final TestMesh mesh =
      new TestMesh().service("a").service("b").directListener("l", "1", "a");

  private TestStream synced() {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(CLUSTER);
    stream.ack(stream.expect(CLUSTER, "a", "b"));
    stream.subscribe(ENDPOINT, "a", "b");
    stream.ack(stream.expect(ENDPOINT, "a", "b"));
    stream.subscribe(LISTENER);
    stream.ack(stream.expect(LISTENER, "l"));
    return stream;
  }

  @Test
  void aClusterGoesWhenTheListenerThatNamedItHasDrained() {
    TestStream stream = synced();
    stream.snapshot(mesh.directListener("l", "2", "b").removeService("a").publish());
    stream.ack(stream.expect(LISTENER, "l"));
    stream.expectNothing();
    stream.pass(DRAIN.minusMillis(1)).expectNothing();
    assertThat(stream.pass(Duration.ofMillis(1)).expect(CLUSTER).removed()).containsExactly("a");
  }

  @Test
  void alsoWhereTheListenerChangedBeforeItsServiceWasDeleted() {
    TestStream stream = synced();
    stream.snapshot(mesh.directListener("l", "2", "b").publish());
    stream.ack(stream.expect(LISTENER, "l"));
    stream.pass(Duration.ofSeconds(10));
    stream.snapshot(mesh.removeService("a").publish()).expectNothing();
    stream.pass(DRAIN.minusSeconds(10).minusMillis(1)).expectNothing();
    assertThat(stream.pass(Duration.ofMillis(1)).expect(CLUSTER).removed()).containsExactly("a");
  }

  @Test
  void aListenerThatDrainedLongAgoHoldsNothing() {
    TestStream stream = synced();
    stream.snapshot(mesh.directListener("l", "2", "b").publish());
    stream.ack(stream.expect(LISTENER, "l"));
    stream.pass(DRAIN);
    stream.snapshot(mesh.removeService("a").publish()).expectNothing();
    stream.pass(RELEASE.minusMillis(1)).expectNothing();
    assertThat(stream.pass(Duration.ofMillis(1)).expect(CLUSTER).removed()).containsExactly("a");
  }

  @Test
  void aRemovedListenerDrainsToo() {
    TestStream stream = synced();
    stream.snapshot(mesh.remove(LISTENER, "l").publish());
    stream.ack(stream.expect(LISTENER));
    stream.snapshot(mesh.removeService("a").publish()).expectNothing();
    stream.pass(DRAIN.minusMillis(1)).expectNothing();
    assertThat(stream.pass(Duration.ofMillis(1)).expect(CLUSTER).removed()).containsExactly("a");
  }
}
