package io.apg.mesh.controlplane.observed;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What is known of the connected proxies. The one way to ask. Thread-safe. */
public interface ObservedState {
  /** The proxies of a tenant, ordered by node id. Never blocks for long. */
  List<ProxyView> proxies(String tenant);

  /**
   * Completes once every connected proxy of the tenant has at least {@code revision} in full, or
   * after {@code max}, whichever comes first. Never blocks, never completes exceptionally.
   */
  CompletionStage<Void> awaitAcked(String tenant, long revision, Duration max);
}
