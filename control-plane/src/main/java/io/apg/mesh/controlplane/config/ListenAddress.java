package io.apg.mesh.controlplane.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where a port listens.
 *
 * @param host an IP address or a host name
 * @param port 0 = any free one
 */
public record ListenAddress(String host, int port) {
  /** Whether only this machine can reach it. A host name other than localhost is taken as not. */
  public boolean isLoopback() {
    if (host.equalsIgnoreCase("localhost")) {
      return true;
    }
    if (!host.contains(":") && !host.matches("[0-9.]+")) {
      return false;
    }
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException malformed) {
      return false;
    }
  }

  /** The address to bind. */
  public InetSocketAddress socketAddress() {
    return new InetSocketAddress(host, port);
  }
}
