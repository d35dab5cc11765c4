package io.apg.mesh.snapshot;

/** What a cluster waits for before a proxy uses it. Other resources have {@link #NOTHING}. */
public enum Warming {
  /** Usable as soon as it is accepted. */
  NOTHING,
  /** Its load assignment. */
  ENDPOINTS
}
