package io.apg.mesh.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Says on stderr that something goes on, to whoever sits in front of it: from the first half second
 * on, and until it is closed, which leaves the line empty. Closing twice is allowed.
 */
final class Spinner implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final Duration STEP = Duration.ofMillis(120);
  private static final String MARKS = "|/-\\";
  private static final String EMPTY_LINE = "\r\u001b[K";

  private final PrintWriter err;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::turn, "spinner");
  private volatile String text;

  /** Starts, where stderr is a terminal that can clear a line. */
  Spinner(Shell shell, String text) {
    this.err = shell.err();
    this.text = text;
    if (shell.screen().err() && !shell.variable("TERM").equals("dumb")) {
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** Goes on with another text. */
  void says(String other) {
    text = other;
  }

  /** Whether anybody is to see it. */
  boolean turns() {
    return thread.isAlive();
  }

  private void turn() {
    boolean shown = false;
    try {
      Duration pause = PATIENCE;
      for (int at = 0; !closed.await(pause.toMillis(), TimeUnit.MILLISECONDS); at++) {
        shown = true;
        err.print(EMPTY_LINE + MARKS.charAt(at % MARKS.length()) + " " + text);
        err.flush();
        pause = STEP;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (shown) {
      err.print(EMPTY_LINE);
      err.flush();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
