package io.apg.mesh.session;

import java.time.Duration;

/**
 * Slows down what is sent to a client that refuses one response after another, whatever the reason:
 * so a client that refuses everything costs little, and no search for what is bad is endless work.
 * The search for one bad resource among a thousand is over long before.
 */
final class Restraint {
  private static final int IN_A_ROW = 32;
  private static final long FIRST = Duration.ofMillis(100).toNanos();
  private static final long LONGEST = Duration.ofSeconds(10).toNanos();
  private static final int DOUBLINGS = 7;

  private int refusals;
  private long until;

  /** The client refused a response. */
  void refused(long now) {
    refusals++;
    if (refusals >= IN_A_ROW) {
      until = now + Math.min(LONGEST, FIRST << Math.min(DOUBLINGS, refusals - IN_A_ROW));
    }
  }

  /** The client accepted a response. */
  void accepted() {
    refusals = 0;
  }

  /** Whether it is too early to send anything; if so, the alarm is set. */
  boolean holds(long now, Alarm alarm) {
    if (refusals < IN_A_ROW || now - until >= 0) {
      return false;
    }
    alarm.at(until);
    return true;
  }
}
