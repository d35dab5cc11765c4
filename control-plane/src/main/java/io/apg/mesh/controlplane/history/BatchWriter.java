package io.apg.mesh.controlplane.history;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what has gathered, on a thread of its own, a moment after it is asked to: however often it
 * is asked meanwhile, that is one write. What fails is tried again. Idle, it does nothing.
 * Thread-safe.
 */
final class BatchWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);
  private static final Duration GATHER = Duration.ofMillis(50);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final String what;
  private final Runnable write;
  private final ScheduledExecutorService thread;
  private final AtomicBoolean asked = new AtomicBoolean();

  /** {@code write} writes all there is, and keeps what it could not write. */
  BatchWriter(String what, Runnable write) {
    this.what = what;
    this.write = write;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread daemon = new Thread(task, what + "-writer");
              daemon.setDaemon(true);
              return daemon;
            });
  }

  /** Returns at once. */
  void ask() {
    if (!asked.get() && asked.compareAndSet(false, true)) {
      later(GATHER);
    }
  }

  private void later(Duration delay) {
    try {
      ScheduledFuture<?> unused =
          thread.schedule(this::run, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      // What came after the end is not kept.
    }
  }

  private void run() {
    asked.set(false);
    if (!wrote() && asked.compareAndSet(false, true)) {
      later(RETRY);
    }
  }

  private boolean wrote() {
    try {
      write.run();
      return true;
    } catch (RuntimeException e) {
      LOG.warn("event=history_not_written what={} reason={}", what, e.getMessage());
      return false;
    }
  }

  /** Writes what is left, if it can be written. */
  @Override
  public void close() {
    thread.shutdownNow();
    boolean interrupted = false;
    try {
      thread.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    boolean unused = wrote();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
