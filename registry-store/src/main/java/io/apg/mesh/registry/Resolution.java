package io.apg.mesh.registry;

/** Who finds the addresses of endpoints that have names. */
public enum Resolution {
  /** The control plane, for all proxies. */
  CONTROL_PLANE,
  /** Each proxy, by DNS as it sees it. */
  PROXY
}
