package io.apg.mesh.translate;

import io.apg.mesh.ir.SocketAddress;

/**
 * Names of the resources that a proxy has for itself. Listeners are named after their address, so
 * that an exchange of addresses is a change of contents and never a collision.
 */
public final class ResourceNames {
  /** The route table, and the route configuration made of it, of every sidecar of a view. */
  public static final String OUTBOUND = "outbound";

  /** The route table of every gateway of a view. */
  public static final String GATEWAY = "gateway";

  private ResourceNames() {}

  /** The listener that an application dials to reach others. */
  public static String outboundListener(SocketAddress address) {
    return "outbound_" + suffix(address);
  }

  /** The listener in front of a local application, and the cluster that is this application. */
  public static String inboundListener(SocketAddress address) {
    return "inbound_" + suffix(address);
  }

  /** What names of the listeners of tcp services at an IP address begin with; the port follows. */
  public static String tcpListeners(String address) {
    return "tcp_" + address.replace(':', '_') + "_";
  }

  /** The listener of a gateway. */
  public static String gatewayListener(SocketAddress address) {
    return "gateway_" + suffix(address);
  }

  /** The route configuration of a gateway's listeners on one port. */
  public static String gatewayRoutes(String gateway, int port) {
    return "gateway_" + gateway + "_" + port;
  }

  private static String suffix(SocketAddress address) {
    return address.address().replace(':', '_') + "_" + address.port();
  }
}
