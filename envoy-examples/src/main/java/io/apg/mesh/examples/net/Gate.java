package io.apg.mesh.examples.net;

/** What everybody passes while it is open, and waits at while it is shut. Thread-safe. */
final class Gate {
  /** Is never shut. */
  static final Gate OPEN = new Gate();

  private boolean shut;

  synchronized void shut() {
    shut = true;
  }

  synchronized void open() {
    shut = false;
    notifyAll();
  }

  synchronized void await() throws InterruptedException {
    while (shut) {
      wait();
    }
  }
}
