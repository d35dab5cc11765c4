package io.apg.mesh.xds;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after another, in order, on a shared pool. What a task throws is logged and does
 * not touch the next.
 */
final class Mailbox implements Executor {
  private static final Logger log = LoggerFactory.getLogger(Mailbox.class);
  private static final int TURN = 32;

  private final Executor pool;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();

  Mailbox(Executor pool) {
    this.pool = pool;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (waiting.getAndIncrement() == 0) {
      pool.execute(this::turn);
    }
  }

  /** Runs some of the tasks, so that streams with many leave room for the others. */
  private void turn() {
    int done = 0;
    while (done < TURN) {
      Runnable task = tasks.poll();
      if (task == null) {
        break;
      }
      run(task);
      done++;
    }
    if (waiting.addAndGet(-done) > 0) {
      pool.execute(this::turn);
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) { // An Error must not leave the box shut for ever.
      log.error("event=stream_task_failed", e);
    }
  }
}
