package io.apg.mesh.registry.contract;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that goes on by a second whenever it is asked. Thread-safe. */
public final class TickingClock extends Clock {
  private final AtomicLong seconds =
      new AtomicLong(Instant.parse("2026-01-01T00:00:00Z").getEpochSecond());

  @Override
  public Instant instant() {
    return Instant.ofEpochSecond(seconds.getAndIncrement());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("zone: " + zone);
  }
}
