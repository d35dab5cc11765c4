package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.api.RevisionWaiter;
import io.apg.mesh.registry.RegistryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Waits for revisions on the registry's change feed. Thread-safe. */
public final class StateRevisions implements RevisionWaiter {
  // Both guarded by this.
  private final NavigableMap<Long, List<CompletableFuture<Void>>> waiting = new TreeMap<>();
  private long seen;

  private StateRevisions() {}

  /** A waiter over an open store. */
  public static StateRevisions of(RegistryStore store) {
    StateRevisions revisions = new StateRevisions();
    revisions.reached(
        store.subscribe(step -> revisions.reached(step.after().revision())).revision());
    return revisions;
  }

  @Override
  public synchronized CompletionStage<Void> await(long revision, Duration max) {
    CompletableFuture<Void> future = new CompletableFuture<>();
    if (revision <= seen || max.isZero() || max.isNegative()) {
      future.complete(null);
      return future;
    }
    waiting.computeIfAbsent(revision, key -> new ArrayList<>()).add(future);
    return future
        .completeOnTimeout(null, max.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((nothing, failure) -> forget(revision));
  }

  private void reached(long revision) {
    List<CompletableFuture<Void>> done = new ArrayList<>();
    synchronized (this) {
      seen = Math.max(seen, revision);
      NavigableMap<Long, List<CompletableFuture<Void>>> due = waiting.headMap(seen, true);
      due.values().forEach(done::addAll);
      due.clear();
    }
    // Off the feed's thread, which must not be held up by what waiters do next.
    done.forEach(future -> future.completeAsync(() -> null));
  }

  private synchronized void forget(long revision) {
    List<CompletableFuture<Void>> same = waiting.get(revision);
    if (same != null) {
      same.removeIf(CompletableFuture::isDone);
      if (same.isEmpty()) {
        waiting.remove(revision);
      }
    }
  }
}
