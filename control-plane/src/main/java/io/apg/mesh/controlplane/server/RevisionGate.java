package io.apg.mesh.controlplane.server;

import io.apg.mesh.controlplane.api.RevisionWaiter;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.StateChange;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Lets reads wait for a revision of the registry. Thread-safe. */
final class RevisionGate implements RevisionWaiter, AutoCloseable {
  private final RegistryStore store;
  private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

  private record Waiting(long revision, CompletableFuture<Void> done) {}

  RevisionGate(RegistryStore store) {
    this.store = store;
    store.subscribe(this::changed);
  }

  private void changed(StateChange change) {
    long reached = change.after().revision();
    for (Waiting one : waiting) {
      if (one.revision() <= reached) {
        // Not here: what the reader does next must not hold the feed back.
        one.done().completeAsync(() -> null);
      }
    }
  }

  @Override
  public CompletionStage<Void> await(long revision, Duration max) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Waiting one = new Waiting(revision, done);
    waiting.add(one);
    if (store.state().revision() >= revision) {
      done.complete(null);
    }
    return done.completeOnTimeout(null, max.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((nothing, failure) -> waiting.remove(one));
  }

  /** Answers those who wait, with what there is now. */
  @Override
  public void close() {
    waiting.forEach(one -> one.done().complete(null));
  }
}
