package io.apg.mesh.registry.body;

import io.apg.mesh.registry.HealthCheck;
import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.LoadBalancer.Algorithm;
import io.apg.mesh.registry.LoadBalancer.Limits;
import io.apg.mesh.registry.Stamps;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A {@link LoadBalancer} as stored. */
record LoadBalancerBody(
    String loadBalancerId,
    String loadBalancerName,
    Algorithm algorithm,
    boolean sessionAffinity,
    String sessionAffinityCookie,
    boolean healthCheckEnabled,
    int healthCheckInterval,
    HealthCheck.@Nullable Mode healthCheckMode,
    @Nullable Integer healthCheckTimeout,
    @Nullable Integer healthCheckUnhealthyThreshold,
    @Nullable Integer healthCheckHealthyThreshold,
    @Nullable String healthCheckPath,
    boolean circuitBreakerEnabled,
    int failureThreshold,
    int recoveryTimeout,
    @Nullable Integer maxConnections,
    @Nullable Integer maxPendingRequests,
    @Nullable Integer maxRequests,
    @Nullable Integer maxRetries,
    Map<String, String> labels,
    Instant createdAt,
    Instant updatedAt,
    long revision) {
  static LoadBalancerBody of(LoadBalancer balancer) {
    return new LoadBalancerBody(
        balancer.id(),
        balancer.name(),
        balancer.algorithm(),
        balancer.sessionAffinity(),
        balancer.sessionAffinityCookie(),
        balancer.healthCheck().enabled(),
        balancer.healthCheck().interval(),
        balancer.healthCheck().mode(),
        balancer.healthCheck().timeout(),
        balancer.healthCheck().unhealthyThreshold(),
        balancer.healthCheck().healthyThreshold(),
        balancer.healthCheck().path(),
        balancer.circuitBreakerEnabled(),
        balancer.failureThreshold(),
        balancer.recoveryTimeout(),
        balancer.limits().maxConnections(),
        balancer.limits().maxPendingRequests(),
        balancer.limits().maxRequests(),
        balancer.limits().maxRetries(),
        balancer.labels(),
        balancer.stamps().createdAt(),
        balancer.stamps().updatedAt(),
        balancer.stamps().revision());
  }

  LoadBalancer toLoadBalancer() {
    return new LoadBalancer(
        loadBalancerId,
        loadBalancerName,
        algorithm,
        sessionAffinity,
        sessionAffinityCookie,
        healthCheck(),
        circuitBreakerEnabled,
        failureThreshold,
        recoveryTimeout,
        new Limits(maxConnections, maxPendingRequests, maxRequests, maxRetries),
        labels,
        new Stamps(createdAt, updatedAt, revision));
  }

  /** What is absent was written before it could be said. */
  private HealthCheck healthCheck() {
    return new HealthCheck(
        healthCheckEnabled,
        Objects.requireNonNullElse(healthCheckMode, HealthCheck.Mode.CONTROL_PLANE),
        healthCheckInterval,
        Objects.requireNonNullElse(healthCheckTimeout, HealthCheck.DEFAULT_TIMEOUT),
        Objects.requireNonNullElse(healthCheckUnhealthyThreshold, HealthCheck.DEFAULT_UNHEALTHY),
        Objects.requireNonNullElse(healthCheckHealthyThreshold, HealthCheck.DEFAULT_HEALTHY),
        Objects.requireNonNullElse(healthCheckPath, ""));
  }
}
