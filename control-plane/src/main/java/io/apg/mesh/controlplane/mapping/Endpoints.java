package io.apg.mesh.controlplane.mapping;

import io.apg.mesh.ir.EndpointGroup;
import io.apg.mesh.ir.EndpointHealth;
import io.apg.mesh.ir.Source;
import io.apg.mesh.ir.UpstreamEndpoint;
import io.apg.mesh.registry.Endpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Turns the endpoints of a service into addresses with weights. */
final class Endpoints {
  /** Divisible by 1 to 6: the weight of a name is divided among that many addresses exactly. */
  private static final int SHARES = 60;

  /** Envoy adds weights up in 32 bits. */
  private static final long MAX_TOTAL = 1_000_000_000;

  private Endpoints() {}

  /** What gets traffic, and what drains. */
  static EndpointGroup group(
      String serviceId, Collection<Endpoint> endpoints, Collection<Endpoint> draining) {
    long total = endpoints.stream().mapToLong(Endpoint::weight).sum();
    boolean divided =
        total < MAX_TOTAL / SHARES
            && endpoints.stream().anyMatch(endpoint -> endpoint.served().size() > 1);
    List<UpstreamEndpoint> all = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      List<String> addresses = endpoint.served();
      if (endpoint.weight() == 0 || addresses.isEmpty()) {
        continue;
      }
      int weight =
          divided ? Math.max(1, endpoint.weight() * SHARES / addresses.size()) : endpoint.weight();
      for (String address : addresses) {
        all.add(upstream(endpoint, address, weight));
      }
    }
    draining.forEach(gone -> all.add(upstream(gone, gone.host(), gone.weight())));
    return new EndpointGroup(serviceId, all, new Source("service", serviceId));
  }

  /** The same with names as they are, for proxies that resolve them. */
  static EndpointGroup named(String serviceId, Collection<Endpoint> endpoints) {
    List<UpstreamEndpoint> all =
        endpoints.stream()
            .filter(endpoint -> endpoint.weight() > 0)
            .map(endpoint -> upstream(endpoint, endpoint.host(), endpoint.weight()))
            .toList();
    return new EndpointGroup(serviceId, all, new Source("service", serviceId));
  }

  /** Whether there is an endpoint whose name the control plane has not resolved yet. */
  static boolean awaitAddresses(Collection<Endpoint> endpoints) {
    return endpoints.stream().anyMatch(endpoint -> endpoint.served().isEmpty());
  }

  private static UpstreamEndpoint upstream(Endpoint endpoint, String address, int weight) {
    return new UpstreamEndpoint(
        address,
        endpoint.port(),
        weight,
        endpoint.zone(),
        endpoint.priority(),
        EndpointHealth.valueOf(endpoint.health().name()));
  }
}
