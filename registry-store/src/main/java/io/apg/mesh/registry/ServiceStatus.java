package io.apg.mesh.registry;

/** Whether a service version takes calls: only an active one is a target of new requests. */
public enum ServiceStatus {
  ACTIVE,
  DRAINING,
  INACTIVE
}
