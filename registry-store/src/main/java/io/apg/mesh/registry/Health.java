package io.apg.mesh.registry;

/** What is known of an endpoint's health. */
public enum Health {
  HEALTHY,
  UNHEALTHY,
  UNKNOWN,
  DRAINING
}
