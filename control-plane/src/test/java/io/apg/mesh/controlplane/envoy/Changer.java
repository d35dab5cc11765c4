package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Makes one change of a mesh after the other, in a thread of its own, until it is closed. */
final class Changer implements AutoCloseable {
  private static final long PAUSE_NANOS = 10_000_000;

  private final Thread thread;
  private volatile boolean ended;
  private volatile @Nullable Exception failure;

  static Changer start(ChangingMesh mesh) {
    Changer changer = new Changer(mesh);
    changer.thread.start();
    return changer;
  }

  private Changer(ChangingMesh mesh) {
    this.thread = new Thread(() -> run(mesh), "changer");
    thread.setDaemon(true);
  }

  private void run(ChangingMesh mesh) {
    try {
      while (!ended) {
        mesh.change();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    } catch (Exception e) {
      failure = e;
    }
  }

  /** Stops it; fails if a change was refused. */
  void assertWorked() throws InterruptedException {
    ended = true;
    thread.join();
    assertThat(failure).isNull();
  }

  /** Waits until it gets no answer any more. */
  void assertCutOff() throws InterruptedException {
    thread.join();
    assertThat(failure).isInstanceOf(IOException.class);
  }

  @Override
  public void close() {
    ended = true;
  }
}
