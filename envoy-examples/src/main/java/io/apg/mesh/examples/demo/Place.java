package io.apg.mesh.examples.demo;

import java.io.IOException;

/**
 * Where one instance of a service is.
 *
 * @param application where the application listens, for its sidecar alone
 * @param inbound where the sidecar listens for others
 * @param outbound where the sidecar listens for the application's own calls
 * @param endpoint what the registry is told: where others find {@code inbound}
 */
record Place(String application, String inbound, String outbound, String endpoint) {
  private static final int APPLICATION = 9090;
  private static final int INBOUND = 8080;
  private static final int OUTBOUND = 15001;

  /** In a container that it shares with its sidecar, found by the container's name. */
  static Place container(String name) {
    return new Place(
        "127.0.0.1:" + APPLICATION,
        "0.0.0.0:" + INBOUND,
        "127.0.0.1:" + OUTBOUND,
        name + ":" + INBOUND);
  }

  /** On this machine, at an address of its own, with the usual ports where they are free. */
  static Place local(String host, FreePorts ports) throws IOException {
    String inbound = host + ":" + ports.from(INBOUND);
    return new Place(
        host + ":" + ports.from(APPLICATION), inbound, host + ":" + ports.from(OUTBOUND), inbound);
  }

  static String host(String address) {
    return address.substring(0, address.lastIndexOf(':'));
  }

  static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }
}
