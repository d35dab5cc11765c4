package io.apg.mesh.examples.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Hands out ports of one address: the wanted one, or the next that is free. Not thread-safe. */
final class FreePorts {
  private final String host;
  private final Set<Integer> given = new HashSet<>();

  FreePorts(String host) {
    this.host = host;
  }

  /**
   * The first free port from {@code wanted} upwards that was not handed out before.
   *
   * @throws IOException when the last port is reached
   */
  int from(int wanted) throws IOException {
    for (int port = wanted; port <= 65_535; port++) {
      if (!given.contains(port) && isFree(host, port)) {
        given.add(port);
        return port;
      }
    }
    throw new IOException("port: " + wanted + " (expected: a free one from there upwards)");
  }

  /** The first port from {@code wanted} upwards that is free at each of these addresses. */
  static int common(Collection<String> hosts, int wanted) throws IOException {
    for (int port = wanted; port <= 65_535; port++) {
      int candidate = port;
      if (hosts.stream().allMatch(host -> isFree(host, candidate))) {
        return port;
      }
    }
    throw new IOException("port: " + wanted + " (expected: a free one from there upwards)");
  }

  private static boolean isFree(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(host, port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
