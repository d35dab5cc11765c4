package io.apg.mesh.examples.process;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What must not outlive this JVM. At its end (also by Ctrl-C or SIGTERM) everything still
 * registered is closed, last in first out. Thread-safe.
 */
public final class Cleanup {
  private static final Deque<AutoCloseable> OPEN = new ArrayDeque<>();

  private static volatile boolean ending;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Cleanup::closeAll, "cleanup"));
  }

  private Cleanup() {}

  /** Makes something that must not outlive the JVM. */
  @FunctionalInterface
  public interface Opening<T extends AutoCloseable> {
    /** Makes it; called once. */
    T open() throws IOException;
  }

  /**
   * Makes a resource that is closed at the JVM's end unless it is taken back before. Nothing falls
   * between making and registering: the end waits for both.
   *
   * @throws IllegalStateException when the JVM is ending already
   */
  public static <T extends AutoCloseable> T open(Opening<T> opening) throws IOException {
    synchronized (OPEN) {
      if (ending) {
        throw new IllegalStateException("the JVM is ending");
      }
      T resource = opening.open();
      OPEN.push(resource);
      return resource;
    }
  }

  /** Takes a resource back, once its owner has closed it. */
  public static void forget(AutoCloseable resource) {
    synchronized (OPEN) {
      OPEN.removeIf(open -> open == resource);
    }
  }

  /** Never returns once the JVM is ending: what then fails is the end's own doing. */
  public static void leaveToHook() throws InterruptedException {
    if (ending) {
      Thread.currentThread().join();
    }
  }

  private static void closeAll() {
    synchronized (OPEN) {
      ending = true;
    }
    for (@Nullable AutoCloseable next = take(); next != null; next = take()) {
      try {
        next.close();
      } catch (Exception e) {
        System.err.println("while cleaning up: " + e.getMessage());
      }
    }
  }

  private static @Nullable AutoCloseable take() {
    synchronized (OPEN) {
      return OPEN.poll();
    }
  }
}
