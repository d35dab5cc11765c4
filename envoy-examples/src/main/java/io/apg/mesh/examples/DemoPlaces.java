package io.apg.mesh.examples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The ports of a demo: the usual ones where they are free. */
record DemoPlaces(int http, int xds, int admin, int sidecar, int shop, int gateway) {
  static DemoPlaces find() throws IOException {
    FreePorts ports = new FreePorts();
    return new DemoPlaces(
        ports.from(8000),
        ports.from(18000),
        ports.from(18001),
        ports.from(15001),
        ports.from(15006),
        ports.from(8080));
  }

  /** That port of this machine as text. */
  static String text(int port) {
    return "127.0.0.1:" + port;
  }

  /** That port of this machine. */
  static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
