package io.apg.mesh.ir;

/** In which resources a proxy gets the routes of its HTTP listeners. */
public enum RouteCarrier {
  /** One route configuration with a virtual host for every name: a change sends all of it. */
  RDS,
  /** A scope for every name, and a route configuration for each identity behind: small changes. */
  SCOPED
}
