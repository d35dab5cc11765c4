package io.apg.mesh.controlplane.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A clock that jumps to whatever is due next; what is due at one time comes in order. */
final class VirtualTime extends Clock {
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::number));
  private long now;
  private long number;

  private record Task(long at, long number, Runnable what) {}

  /** Nanoseconds since the beginning. */
  long now() {
    return now;
  }

  void at(long nanos, Runnable what) {
    tasks.add(new Task(Math.max(nanos, now), number++, what));
  }

  void after(Duration delay, Runnable what) {
    at(now + delay.toNanos(), what);
  }

  /** Does everything that is due until then. */
  void runUntil(long end) {
    for (Task next = tasks.peek(); next != null && next.at() <= end; next = tasks.peek()) {
      tasks.remove();
      now = next.at();
      next.what().run();
    }
    now = Math.max(now, end);
  }

  @Override
  public Instant instant() {
    return START.plusNanos(now);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
