package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MailboxTest {
  @Test
  void runsInOrderOneAtATime() throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      Mailbox mailbox = new Mailbox(pool);
      List<Integer> seen = new ArrayList<>(); // not thread-safe, on purpose
      CountDownLatch done = new CountDownLatch(1);
      for (int i = 0; i < 10_000; i++) {
        int number = i;
        mailbox.execute(() -> seen.add(number));
      }
      mailbox.execute(done::countDown);
      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(seen).hasSize(10_000).isSorted();
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void goesOnAfterAnError() throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(1);
    try {
      Mailbox mailbox = new Mailbox(pool);
      CountDownLatch done = new CountDownLatch(1);
      mailbox.execute(
          () -> {
            throw new StackOverflowError("provoked");
          });
      mailbox.execute(done::countDown);
      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      pool.shutdownNow();
    }
  }
}
