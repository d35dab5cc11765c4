package io.apg.mesh.controlplane.mapping;

import io.apg.mesh.ir.Affinity;
import io.apg.mesh.ir.HealthChecks;
import io.apg.mesh.ir.LoadBalancing;
import io.apg.mesh.ir.LoadBalancing.Algorithm;
import io.apg.mesh.ir.LoadBalancing.Limits;
import io.apg.mesh.ir.LoadBalancing.Outliers;
import io.apg.mesh.ir.Source;
import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.HealthCheck;
import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.TenantState;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What load balancers mean for the services that use them. */
final class Balancers {
  private Balancers() {}

  /** For the cluster of a service; null = it names no load balancer that there is. */
  static LoadBalancing balancing(@Nullable LoadBalancer balancer, Collection<Endpoint> endpoints) {
    if (balancer == null) {
      return LoadBalancing.DEFAULT;
    }
    LoadBalancer.Limits limits = balancer.limits();
    return new LoadBalancing(
        algorithm(balancer.algorithm()),
        new Limits(
            limits.maxConnections(),
            limits.maxPendingRequests(),
            limits.maxRequests(),
            limits.maxRetries()),
        balancer.circuitBreakerEnabled()
            ? new Outliers(
                balancer.failureThreshold(), Duration.ofSeconds(balancer.recoveryTimeout()))
            : null,
        checks(balancer.healthCheck(), endpoints),
        new Source("load_balancer", balancer.id()));
  }

  private static @Nullable HealthChecks checks(HealthCheck check, Collection<Endpoint> endpoints) {
    if (!check.enabled() || check.mode() != HealthCheck.Mode.PROXY) {
      return null;
    }
    return new HealthChecks(
        Duration.ofSeconds(check.interval()),
        Duration.ofSeconds(check.timeout()),
        check.unhealthyThreshold(),
        check.healthyThreshold(),
        check.path().isEmpty() ? path(endpoints) : check.path());
  }

  /** Proxies ask all endpoints for the same. */
  private static String path(Collection<Endpoint> endpoints) {
    List<String> said =
        endpoints.stream()
            .map(Endpoint::healthCheckPath)
            .filter(path -> !path.isEmpty())
            .distinct()
            .toList();
    return said.size() == 1 ? said.get(0) : "/";
  }

  /** For the routes that lead to a service. */
  static @Nullable Affinity affinity(Service service, TenantState state) {
    return affinity(state.loadBalancer(service.loadBalancerId()));
  }

  /** What routes say of a load balancer. */
  static @Nullable Affinity affinity(@Nullable LoadBalancer balancer) {
    if (balancer == null || !balancer.sessionAffinity()) {
      return null;
    }
    Affinity.Kind kind =
        switch (algorithm(balancer.algorithm())) {
          case RING_HASH, MAGLEV -> Affinity.Kind.HASH;
          case ROUND_ROBIN, LEAST_REQUEST, RANDOM -> Affinity.Kind.ADDRESS;
        };
    return new Affinity(kind, balancer.sessionAffinityCookie());
  }

  private static Algorithm algorithm(LoadBalancer.Algorithm algorithm) {
    return switch (algorithm) {
      case ROUND_ROBIN, WEIGHTED_ROUND_ROBIN -> Algorithm.ROUND_ROBIN;
      case LEAST_REQUEST -> Algorithm.LEAST_REQUEST;
      case RANDOM -> Algorithm.RANDOM;
      case RING_HASH -> Algorithm.RING_HASH;
      case MAGLEV -> Algorithm.MAGLEV;
    };
  }
}
