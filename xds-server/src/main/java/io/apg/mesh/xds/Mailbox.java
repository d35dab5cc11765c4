package io.apg.mesh.xds;

import io.grpc.netty.shaded.io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks one after another, in order, on an event loop: at once, where that is the calling
 * thread and nothing is before them. What a task throws is logged and does not touch the next.
 */
final class Mailbox implements Executor {
  private static final Logger log = LoggerFactory.getLogger(Mailbox.class);

  private final EventExecutor loop;
  private final AtomicInteger queued = new AtomicInteger();
  private boolean busy; // only on the loop

  Mailbox(EventExecutor loop) {
    this.loop = loop;
  }

  @Override
  public void execute(Runnable task) {
    if (loop.inEventLoop() && !busy && queued.get() == 0) {
      run(task);
      return;
    }
    if (loop.isShuttingDown()) {
      return; // what comes after the end is of no interest to anybody
    }
    queued.incrementAndGet();
    loop.execute(
        () -> {
          queued.decrementAndGet();
          run(task);
        });
  }

  /** Runs a task later. */
  ScheduledFuture<?> schedule(Runnable task, long nanos) {
    return loop.schedule(() -> execute(task), nanos, TimeUnit.NANOSECONDS);
  }

  private void run(Runnable task) {
    busy = true;
    try {
      task.run();
    } catch (Throwable e) { // An Error must not leave the box shut for ever.
      log.error("event=stream_task_failed", e);
    } finally {
      busy = false;
    }
  }
}
