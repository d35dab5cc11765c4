package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.XdsType;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A listener whose address is taken is sent again, and never remembered as bad. */
class BusyAddressTest {
  private static final String BUSY =
      "Error adding/updating listener(s) l: cannot bind '127.0.0.1:1': Address already in use\n";

  private final NodeMemory memory = new NodeMemory();
  private final TestMesh mesh = new TestMesh().listener("l", "1").listener("m", "1");

  private TestStream refused() {
    TestStream stream = new TestStream(Form.DELTA, true, memory).snapshot(mesh.publish());
    stream.subscribe(LISTENER);
    stream.nack(stream.expect(LISTENER, "l", "m"), BUSY);
    stream.ack(stream.expect(LISTENER, "m")); // once more, so that the client's list is right
    stream.expectNothing();
    return stream;
  }

  @Test
  void itIsSentAgainLessAndLessOften() {
    for (Form form : Form.values()) {
      TestStream stream = new TestStream(form, true, memory).snapshot(mesh.publish());
      stream.subscribe(LISTENER);
      int sent = 0;
      for (int seconds = 0; seconds < 600; seconds++) {
        for (XdsResponse next = stream.next(); next != null; next = stream.next()) {
          boolean taken = TestStream.names(next).contains("l");
          sent += taken ? 1 : 0;
          Answer answer = taken ? stream.nack(next, BUSY) : stream.ack(next);
          assertThat(answer.nack() != null).isEqualTo(taken);
        }
        assertThat(stream.session.nextTick()).isPresent();
        stream.pass(Duration.ofSeconds(1));
      }
      assertThat(sent).isBetween(8, 16);
      TypeStatus status = stream.session.status().of(LISTENER);
      assertThat(status.state()).isEqualTo(TypeStatus.State.ERROR);
      assertThat(status.error().message()).contains("cannot bind");
      assertThat(memory.rejections()).isEmpty();
    }
  }

  @Test
  void itIsThereWhenTheAddressIsFree() {
    TestStream stream = refused();
    stream.pass(Duration.ofSeconds(1));
    stream.ack(stream.expect(LISTENER, "l"));
    stream.expectNothing();
    assertThat(stream.session.status().of(LISTENER).state()).isEqualTo(TypeStatus.State.SYNCED);
    stream.pass(Duration.ofHours(1));
    stream.expectNothing();
  }

  @Test
  void anotherChangeOfListenersMayFreeTheAddress() {
    TestStream stream = refused();
    stream.snapshot(mesh.remove(XdsType.LISTENER, "m").publish());
    XdsResponse removal = stream.expect(LISTENER);
    assertThat(removal.removed()).containsExactly("m");
    stream.expectNothing();
    stream.ack(removal);
    stream.nack(
        stream.expect(LISTENER, "l"), "l: error adding listener: 'l' has duplicate address");
    stream.expectNothing();
  }

  @Test
  void itsOwnChangeGoesOutAtOnce() {
    TestStream stream = refused();
    stream.snapshot(mesh.listener("l", "2").publish());
    stream.ack(stream.expect(LISTENER, "l"));
    stream.pass(Duration.ofHours(1));
    stream.expectNothing();
    assertThat(stream.session.status().of(LISTENER).state()).isEqualTo(TypeStatus.State.SYNCED);
  }

  @Test
  void itIsForgottenWhenItIsGone() {
    TestStream stream = refused();
    stream.snapshot(mesh.remove(XdsType.LISTENER, "l").publish());
    stream.expectNothing();
    assertThat(stream.session.status().of(LISTENER).state()).isEqualTo(TypeStatus.State.SYNCED);
  }

  @Test
  void badContentBesideItIsRemembered() {
    TestStream stream = new TestStream(Form.DELTA, true, memory).snapshot(mesh.publish());
    stream.subscribe(LISTENER);
    stream.nack(stream.expect(LISTENER, "l", "m"), BUSY + "m: no filter chains\n");
    assertThat(memory.rejections().stream().map(rejection -> rejection.key().name()))
        .isEqualTo(List.of("m"));
    stream.pass(Duration.ofSeconds(1));
    stream.ack(stream.expect(LISTENER, "l"));
  }
}
