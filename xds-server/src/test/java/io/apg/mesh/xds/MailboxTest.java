package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailboxTest {
  private final Loops loops = new Loops(2);
  private final Mailbox mailbox = new Mailbox(loops.current());

  @AfterEach
  void end() throws InterruptedException {
    assertThat(loops.close(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void runsInOrderOneAtATime() throws InterruptedException {
    List<Integer> seen = new ArrayList<>(); // not thread-safe, on purpose
    CountDownLatch done = new CountDownLatch(1);
    for (int i = 0; i < 10_000; i++) {
      int number = i;
      mailbox.execute(() -> seen.add(number));
    }
    mailbox.execute(done::countDown);
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(seen).hasSize(10_000).isSorted();
  }

  @Test
  void runsAtOnceOnItsOwnThreadUnlessSomethingIsBefore() throws InterruptedException {
    List<String> seen = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    ScheduledFuture<?> unused =
        mailbox.schedule(
            () -> {
              seen.add("begin");
              mailbox.execute(
                  () -> {
                    seen.add("inner");
                    mailbox.execute(done::countDown);
                  });
              seen.add("end");
            },
            0);
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(seen).containsExactly("begin", "end", "inner");
  }

  @Test
  void goesOnAfterAnError() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    mailbox.execute(
        () -> {
          throw new StackOverflowError("provoked");
        });
    mailbox.execute(done::countDown);
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
