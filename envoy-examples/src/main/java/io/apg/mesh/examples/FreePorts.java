package io.apg.mesh.examples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** Hands out ports of 127.0.0.1: the wanted one, or the next that is free. Not thread-safe. */
final class FreePorts {
  private final Set<Integer> given = new HashSet<>();

  /**
   * The first free port from {@code wanted} upwards that was not handed out before.
   *
   * @throws IOException when the last port is reached
   */
  int from(int wanted) throws IOException {
    for (int port = wanted; port <= 65_535; port++) {
      if (!given.contains(port) && free(port)) {
        given.add(port);
        return port;
      }
    }
    throw new IOException("port: " + wanted + " (expected: a free one from there upwards)");
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
