package io.apg.mesh.examples.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Where everything of a demo on this machine is: each instance at a loopback address of its own,
 * all else at 127.0.0.1; the usual ports where they are free.
 *
 * @param ledger the port of the tcp service that the story registers
 */
record Places(
    int http, int xds, int admin, String gateway, int ledger, Map<String, Place> instances) {
  private static final String LOCAL = "127.0.0.1";
  private static final int FIRST_ADDRESS = 11;

  Places {
    instances = Map.copyOf(instances);
  }

  static Places find(Topology topology) throws IOException {
    FreePorts ports = new FreePorts(LOCAL);
    Map<String, Place> instances = new LinkedHashMap<>();
    Set<String> hosts = new LinkedHashSet<>();
    for (Topology.Instance instance : topology.instances()) {
      String host = "127.0.0." + (FIRST_ADDRESS + instances.size());
      hosts.add(host);
      instances.put(instance.name(), Place.local(host, new FreePorts(host)));
    }
    return new Places(
        ports.from(8000),
        ports.from(18000),
        ports.from(18001),
        LOCAL + ":" + ports.from(topology.gateway().port()),
        FreePorts.common(hosts, 15432),
        instances);
  }

  Place of(Topology.Instance instance) {
    return Objects.requireNonNull(instances.get(instance.name()), instance.name());
  }

  /** That port of 127.0.0.1 as text. */
  static String text(int port) {
    return LOCAL + ":" + port;
  }

  static InetSocketAddress socket(String address) {
    return new InetSocketAddress(Place.host(address), Place.port(address));
  }
}
