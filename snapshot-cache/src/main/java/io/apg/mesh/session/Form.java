package io.apg.mesh.session;

/** The two forms of the xDS protocol. */
public enum Form {
  /** State of the world: {@code DiscoveryRequest} and {@code DiscoveryResponse}. */
  SOTW,
  /** Incremental: {@code DeltaDiscoveryRequest} and {@code DeltaDiscoveryResponse}. */
  DELTA
}
