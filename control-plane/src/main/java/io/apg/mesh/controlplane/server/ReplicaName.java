package io.apg.mesh.controlplane.server;

import io.apg.mesh.controlplane.config.MeshConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** What tells one replica from another where proxies show who serves them. */
final class ReplicaName {
  private ReplicaName() {}

  /** The name of the mesh and of this replica. */
  static String of(MeshConfig config) {
    String instance = config.server().instance();
    return config.serviceMesh().name() + "/" + (instance == null ? host() : instance);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost"; // a host that does not know its name
    }
  }
}
