package io.apg.mesh.controlplane.security;

/** Which tokens count no more. Thread-safe; answers from memory. */
@FunctionalInterface
public interface Revocations {
  /** There are none. */
  Revocations NONE = (tenant, id) -> false;

  /** Whether the token with that {@code jti} is revoked. */
  boolean contains(String tenant, String id);
}
