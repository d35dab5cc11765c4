package io.apg.mesh.controlplane.mapping;

import io.apg.mesh.ir.Affinity;
import io.apg.mesh.ir.LoadBalancing;
import io.apg.mesh.ir.LoadBalancing.Algorithm;
import io.apg.mesh.ir.LoadBalancing.Limits;
import io.apg.mesh.ir.LoadBalancing.Outliers;
import io.apg.mesh.ir.Source;
import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.TenantState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What load balancers mean for the services that use them. */
final class Balancers {
  private Balancers() {}

  /** For the clusters of the services that name it; null = there is none. */
  static LoadBalancing balancing(@Nullable LoadBalancer balancer) {
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
        new Source("load_balancer", balancer.id()));
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
