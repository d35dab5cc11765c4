package io.apg.mesh.registry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How requests are spread over the endpoints of the services that name it, and what protects them.
 *
 * @param sessionAffinity whether a client stays with its endpoint
 * @param sessionAffinityCookie the cookie that keeps it there; empty = none was named, and there is
 *     no affinity
 * @param circuitBreakerEnabled whether an endpoint that fails is left out for a while
 * @param failureThreshold 5xx answers in a row after which it is
 * @param recoveryTimeout seconds for which it is, the first time
 */
public record LoadBalancer(
    String id,
    String name,
    Algorithm algorithm,
    boolean sessionAffinity,
    String sessionAffinityCookie,
    HealthCheck healthCheck,
    boolean circuitBreakerEnabled,
    int failureThreshold,
    int recoveryTimeout,
    Limits limits,
    Map<String, String> labels,
    Stamps stamps) {
  public LoadBalancer {
    labels = Map.copyOf(labels);
  }

  /** How the next endpoint is chosen. */
  public enum Algorithm {
    ROUND_ROBIN,
    /** The same as {@link #ROUND_ROBIN}, which follows the weights too. */
    WEIGHTED_ROUND_ROBIN,
    LEAST_REQUEST,
    RANDOM,
    RING_HASH,
    MAGLEV
  }

  /** What each proxy may have open at a time to one service; null = no limit. */
  public record Limits(
      @Nullable Integer maxConnections,
      @Nullable Integer maxPendingRequests,
      @Nullable Integer maxRequests,
      @Nullable Integer maxRetries) {
    /** No limits. */
    public static final Limits NONE = new Limits(null, null, null, null);
  }

  /** The same with other stamps. */
  public LoadBalancer withStamps(Stamps newStamps) {
    return new LoadBalancer(
        id,
        name,
        algorithm,
        sessionAffinity,
        sessionAffinityCookie,
        healthCheck,
        circuitBreakerEnabled,
        failureThreshold,
        recoveryTimeout,
        limits,
        labels,
        newStamps);
  }
}
