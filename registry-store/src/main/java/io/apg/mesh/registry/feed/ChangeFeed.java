package io.apg.mesh.registry.feed;

import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.StateChange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the newest state and tells listeners every step to it, in order and without gaps, on a
 * thread of its own: who publishes never waits for who listens. Where listeners are slow, steps
 * that wait become one, so that what waits is bounded. Thread-safe.
 */
public final class ChangeFeed implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ChangeFeed.class);
  private static final long CLOSE_SECONDS = 5;
  private static final int WAITING = 64;

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread named = new Thread(task, "registry-feed");
            named.setDaemon(true);
            return named;
          });
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

  // Under the lock of this object: steps that wait, and the state of the newest subscription, over
  // which no step may reach.
  private final Deque<Pending> waiting = new ArrayDeque<>();
  private long subscribed;

  /** Written under the lock of this object, together with the queueing of the step to it. */
  private volatile MeshState state;

  private record Subscription(Consumer<StateChange> listener, long from) {}

  /** A feed that goes on from {@code state}. */
  public ChangeFeed(MeshState state) {
    this.state = state;
  }

  /** The newest published state. */
  public MeshState state() {
    return state;
  }

  /** Makes the end of a step the newest state, and queues the step for the listeners. */
  public synchronized void publish(StateChange step) {
    if (step.before().revision() != state.revision()) {
      throw new IllegalArgumentException(
          "before: revision " + step.before().revision() + " (expected: " + state.revision() + ")");
    }
    state = step.after();
    Pending last = waiting.peekLast();
    if (last != null && waiting.size() >= WAITING && last.from() >= subscribed) {
      last.add(step);
    } else {
      waiting.addLast(new Pending(step));
      thread.execute(this::deliverNext);
    }
  }

  private void deliverNext() {
    StateChange step;
    synchronized (this) {
      step = waiting.removeFirst().step();
    }
    deliver(step);
  }

  /** Adds a listener for all steps after the state that is returned. */
  public synchronized MeshState subscribe(Consumer<StateChange> listener) {
    subscribed = state.revision();
    subscriptions.add(new Subscription(listener, subscribed));
    return state;
  }

  /** Delivers what is queued, within bounds, and ends. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      thread.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(StateChange step) {
    for (Subscription subscription : subscriptions) {
      if (step.after().revision() <= subscription.from()) {
        continue;
      }
      try {
        subscription.listener().accept(step);
      } catch (RuntimeException e) {
        // The others must not go without because one is broken.
        log.error("event=listener_failed revision={}", step.after().revision(), e);
      }
    }
  }
}
