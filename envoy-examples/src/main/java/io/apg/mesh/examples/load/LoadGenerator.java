package io.apg.mesh.examples.load;

import io.apg.mesh.examples.http.HttpAnswer;
import io.apg.mesh.examples.http.HttpConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends the load of a {@link LoadPlan} and counts it exactly. The rate is an open loop: requests
 * are due at fixed times whatever became of earlier ones, and latency counts from the due time, so
 * waiting for a free connection shows. Each request is sent once, on a connection the peer has not
 * closed; nothing is retried. Thread-safe.
 */
public final class LoadGenerator implements AutoCloseable {
  private final LoadPlan plan;
  private final LoadRecorder recorder = new LoadRecorder();
  private final AtomicLong next = new AtomicLong();
  private final long start = System.nanoTime();
  private final List<Thread> workers;
  private volatile boolean stopped;

  /** Starts sending. */
  public static LoadGenerator start(LoadPlan plan) {
    LoadGenerator load = new LoadGenerator(plan);
    load.workers.forEach(Thread::start);
    return load;
  }

  /** Sends a plan with an end, and waits for it. */
  public static LoadStats run(LoadPlan plan) throws InterruptedException {
    if (plan.requests() == 0) {
      throw new IllegalArgumentException("requests: 0 (expected: a plan with an end)");
    }
    try (LoadGenerator load = start(plan)) {
      return load.join();
    }
  }

  private LoadGenerator(LoadPlan plan) {
    this.plan = plan;
    this.workers =
        IntStream.range(0, plan.connections())
            .mapToObj(i -> new Thread(this::work, "load-" + plan.host() + "-" + i))
            .toList();
    workers.forEach(worker -> worker.setDaemon(true));
  }

  /** The counts so far; requests in flight are not in them. */
  public LoadStats snapshot() {
    return recorder.snapshot();
  }

  /** Stops sending, lets requests in flight end (within the plan's timeout), and counts. */
  public LoadStats stop() throws InterruptedException {
    stopped = true;
    workers.forEach(LockSupport::unpark);
    return join();
  }

  @Override
  public void close() {
    stopped = true;
    workers.forEach(LockSupport::unpark);
  }

  private LoadStats join() throws InterruptedException {
    for (Thread worker : workers) {
      worker.join();
    }
    return recorder.snapshot();
  }

  private void work() {
    @Nullable HttpConnection connection = null;
    for (long due = take(); due >= 0; due = take()) {
      try {
        connection = usable(connection);
        HttpAnswer answer = connection.exchange("GET", plan.path(), Map.of("host", plan.host()));
        recorder.answered(answer, Duration.ofNanos(now() - due), Duration.ofNanos(now()));
      } catch (IOException e) {
        recorder.failed(e, Duration.ofNanos(now() - due), Duration.ofNanos(now()));
      }
    }
    close(connection);
  }

  /** Waits for the next request's time, in ns since the start, and returns it; -1 = no more. */
  private long take() {
    long number = next.getAndIncrement();
    if (plan.requests() > 0 && number >= plan.requests()) {
      return -1;
    }
    if (plan.perSecond() == 0) {
      return stopped ? -1 : now();
    }
    long due = number * 1_000_000_000L / plan.perSecond();
    for (long left = due - now(); left > 0; left = due - now()) {
      if (stopped) {
        return -1;
      }
      LockSupport.parkNanos(left);
    }
    return stopped ? -1 : due;
  }

  private HttpConnection usable(@Nullable HttpConnection connection) throws IOException {
    if (connection != null && connection.reusable()) {
      return connection;
    }
    close(connection);
    return HttpConnection.open(plan.target(), plan.timeout());
  }

  private static void close(@Nullable HttpConnection connection) {
    if (connection != null) {
      try {
        connection.close();
      } catch (IOException e) {
        // It held nothing but the socket, which is gone either way.
      }
    }
  }

  private long now() {
    return System.nanoTime() - start;
  }
}
