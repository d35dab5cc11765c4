package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import org.jspecify.annotations.Nullable;

/** A cluster in a {@link ModelClient}. */
final class ModelCluster {
  /** Accepted last. */
  Resource resource;

  /** What requests are sent by; null = it was never warm. */
  @Nullable Resource inUse;

  boolean warming;

  ModelCluster(Resource resource) {
    this.resource = resource;
  }

  /** It has what it waited for, or waits no longer. */
  void warm() {
    warming = false;
    inUse = resource;
  }
}
