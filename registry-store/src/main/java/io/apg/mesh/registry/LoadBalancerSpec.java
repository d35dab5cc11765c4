package io.apg.mesh.registry;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of a load balancer; null = not said, and takes its default.
 *
 * @param serviceIds the services that use it, all of them, by id or reference; null = as they say
 *     themselves
 */
public record LoadBalancerSpec(
    @Nullable String loadBalancerId,
    @Nullable String loadBalancerName,
    LoadBalancer.@Nullable Algorithm algorithm,
    @Nullable Boolean sessionAffinity,
    @Nullable String sessionAffinityCookie,
    HealthCheck.Spec healthCheck,
    @Nullable Boolean circuitBreakerEnabled,
    @Nullable Integer failureThreshold,
    @Nullable Integer recoveryTimeout,
    LoadBalancer.Limits limits,
    @Nullable List<String> serviceIds,
    @Nullable Map<String, String> labels) {}
