package io.apg.mesh.ir;

/** What the mesh tells proxies of an endpoint's health. */
public enum EndpointHealth {
  UNKNOWN,
  HEALTHY,
  UNHEALTHY,
  DRAINING
}
