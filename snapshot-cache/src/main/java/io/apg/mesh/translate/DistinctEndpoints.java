package io.apg.mesh.translate;

import io.apg.mesh.ir.EndpointHealth;
import io.apg.mesh.ir.SocketAddress;
import io.apg.mesh.ir.UpstreamEndpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Endpoints with one entry an address, in order of address and port. Two entries for one address
 * (two DNS names, a name and its address) are one host to a proxy: it gets the sum of their weights
 * at the better priority, it drains only where all of them drain, and is unhealthy where one is.
 */
final class DistinctEndpoints {
  private static final Comparator<SocketAddress> BY_ADDRESS =
      Comparator.comparing(SocketAddress::address).thenComparingInt(SocketAddress::port);
  private static final Comparator<UpstreamEndpoint> BEST_PLACE =
      Comparator.comparingInt(UpstreamEndpoint::priority).thenComparing(UpstreamEndpoint::zone);

  private DistinctEndpoints() {}

  static List<UpstreamEndpoint> of(Collection<UpstreamEndpoint> endpoints) {
    TreeMap<SocketAddress, List<UpstreamEndpoint>> hosts = new TreeMap<>(BY_ADDRESS);
    for (UpstreamEndpoint endpoint : endpoints) {
      if (endpoint.weight() > 0) {
        hosts
            .computeIfAbsent(
                new SocketAddress(endpoint.address(), endpoint.port()), k -> new ArrayList<>())
            .add(endpoint);
      }
    }
    return hosts.values().stream().map(DistinctEndpoints::merge).toList();
  }

  private static UpstreamEndpoint merge(List<UpstreamEndpoint> all) {
    List<UpstreamEndpoint> same = all;
    if (all.stream().anyMatch(endpoint -> endpoint.health() != EndpointHealth.DRAINING)) {
      same = all.stream().filter(e -> e.health() != EndpointHealth.DRAINING).toList();
    }
    UpstreamEndpoint place = same.stream().min(BEST_PLACE).orElseThrow();
    int weight = same.stream().mapToInt(UpstreamEndpoint::weight).sum();
    return new UpstreamEndpoint(
        place.address(), place.port(), weight, place.zone(), place.priority(), health(same));
  }

  private static EndpointHealth health(List<UpstreamEndpoint> same) {
    for (EndpointHealth strongest :
        List.of(EndpointHealth.UNHEALTHY, EndpointHealth.HEALTHY, EndpointHealth.DRAINING)) {
      if (same.stream().anyMatch(endpoint -> endpoint.health() == strongest)) {
        return strongest;
      }
    }
    return EndpointHealth.UNKNOWN;
  }
}
