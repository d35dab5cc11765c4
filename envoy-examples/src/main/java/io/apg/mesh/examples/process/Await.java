package io.apg.mesh.examples.process;

import java.io.IOException;
import java.time.Duration;

/** Waiting with a bound for something that can only be asked for. */
public final class Await {
  private static final long POLL_MILLIS = 20;

  private Await() {}

  /** A question about another process; failing to ask counts as no. */
  @FunctionalInterface
  public interface Condition {
    /** Whether it holds now. */
    boolean holds() throws IOException, InterruptedException;
  }

  /** Asks every 20 ms; false when it did not hold within {@code bound}. */
  public static boolean holds(Duration bound, Condition condition) throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      try {
        if (condition.holds()) {
          return true;
        }
      } catch (IOException e) {
        // Not there yet; the bound decides.
      }
      if (System.nanoTime() - start > bound.toNanos()) {
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
