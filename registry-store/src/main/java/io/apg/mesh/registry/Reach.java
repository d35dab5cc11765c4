package io.apg.mesh.registry;

/** Which services the sidecar of a service sees. */
public enum Reach {
  /** All services of its tenant. */
  TENANT,
  /** Those of its own namespace, and its declared dependencies. */
  NAMESPACE,
  /** Its declared dependencies only. */
  DECLARED
}
