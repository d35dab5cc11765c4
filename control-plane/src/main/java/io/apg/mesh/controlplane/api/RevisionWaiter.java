package io.apg.mesh.controlplane.api;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Tells when this process has seen a revision. Thread-safe; never blocks. */
@FunctionalInterface
public interface RevisionWaiter {
  /**
   * Completes once the state that reads show has {@code revision}, or after {@code max}, whichever
   * comes first. Never completes exceptionally.
   */
  CompletionStage<Void> await(long revision, Duration max);
}
