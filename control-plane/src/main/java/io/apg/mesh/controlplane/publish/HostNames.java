package io.apg.mesh.controlplane.publish;

import io.apg.mesh.controlplane.mapping.HostKey;

/** Names of virtual hosts in a table, as the mapping gives them. */
final class HostNames {
  private HostNames() {}

  static String of(HostKey key) {
    if (key instanceof HostKey.Near near) {
      return near.service().toString();
    }
    if (key instanceof HostKey.Far far) {
      return far.service().toString();
    }
    return key instanceof HostKey.Named named ? named.host() : "*";
  }
}
