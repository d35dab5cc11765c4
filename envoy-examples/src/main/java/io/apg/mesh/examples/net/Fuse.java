package io.apg.mesh.examples.net;

/** Lets so many bytes pass once it is armed, and then says stop, once. Thread-safe. */
final class Fuse {
  /** Lets everything pass. */
  static final Fuse NEVER = new Fuse();

  private boolean armed;
  private long left;

  synchronized void arm(long bytes) {
    armed = true;
    left = bytes;
  }

  synchronized void disarm() {
    armed = false;
  }

  /** How many of so many bytes may pass; less than all = it has blown. */
  synchronized int pass(int bytes) {
    if (!armed || bytes <= left) {
      left -= bytes;
      return bytes;
    }
    armed = false;
    return (int) left;
  }
}
