package io.apg.mesh.controlplane.publish;

import io.apg.mesh.controlplane.mapping.HostKey;

/** Names of virtual hosts in a table, as the mapping gives them. */
final class HostNames {
  private static final String CATCH_ALL = "*";

  private HostNames() {}

  static String of(HostKey key) {
    if (key instanceof HostKey.Near near) {
      return near.service().toString();
    }
    if (key instanceof HostKey.Far far) {
      return far.service().toString();
    }
    return key instanceof HostKey.Named named ? named.host() : CATCH_ALL;
  }

  /** The virtual host of that name that only routes make. */
  static HostKey routesOwn(String name) {
    return name.equals(CATCH_ALL) ? HostKey.CATCH_ALL : new HostKey.Named(name);
  }
}
