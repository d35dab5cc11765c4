package io.apg.mesh.registry.sqlite;

import io.apg.mesh.registry.ApplyOutcome;
import io.apg.mesh.registry.ApplyRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A request that waits for the writer. */
record Pending(ApplyRequest request, CompletableFuture<ApplyOutcome> outcome) {
  static Pending of(ApplyRequest request) {
    return new Pending(request, new CompletableFuture<>());
  }

  /** A request without changes; the writer uses it to see whether the database is back. */
  static Pending probe() {
    return of(new ApplyRequest("", "", "", List.of(), false, null));
  }
}
