package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.ENDPOINT;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A client that refuses one response after another is not answered at once for ever. */
class RestraintTest {
  private final TestMesh mesh = new TestMesh().service("a").service("b");

  private TestStream refusing(int times) {
    TestStream stream = TestStream.delta().snapshot(mesh.publish());
    stream.subscribe(ENDPOINT, "a");
    stream.ack(stream.expect(ENDPOINT, "a"));
    for (int i = 0; i < times; i++) {
      stream.snapshot(mesh.endpoints("a", "bad" + i).publish());
      stream.nack(stream.expect(ENDPOINT, "a"), "no");
    }
    return stream;
  }

  @Test
  void whatComesAfterManyRefusalsComesLater() {
    TestStream stream = refusing(32);
    stream.snapshot(mesh.endpoints("a", "next").publish());
    stream.expectNothing();
    stream.pass(Duration.ofMillis(100));
    stream.nack(stream.expect(ENDPOINT, "a"), "no");
    stream.snapshot(mesh.endpoints("a", "after").publish());
    stream.pass(Duration.ofMillis(100));
    stream.expectNothing();
    stream.pass(Duration.ofMillis(100));
    stream.expect(ENDPOINT, "a");
  }

  @Test
  void anAcceptedResponseEndsThat() {
    TestStream stream = refusing(32);
    stream.snapshot(mesh.endpoints("a", "good").publish());
    stream.pass(Duration.ofMillis(100));
    stream.ack(stream.expect(ENDPOINT, "a"));
    stream.snapshot(mesh.endpoints("a", "better").publish());
    stream.expect(ENDPOINT, "a");
  }

  @Test
  void fewRefusalsDelayNothing() {
    TestStream stream = refusing(31);
    stream.snapshot(mesh.endpoints("a", "next").publish());
    stream.expect(ENDPOINT, "a");
  }
}
