package io.apg.mesh.registry;

import org.jspecify.annotations.Nullable;

/**
 * How the endpoints of a service are checked.
 *
 * @param mode who checks them
 * @param interval seconds between two checks
 * @param timeout seconds within which one must be answered
 * @param unhealthyThreshold checks in a row that fail until an endpoint gets no requests
 * @param healthyThreshold checks in a row that pass until it gets them again
 * @param path what is asked for by HTTP; empty = what its endpoints say
 */
public record HealthCheck(
    boolean enabled,
    Mode mode,
    int interval,
    int timeout,
    int unhealthyThreshold,
    int healthyThreshold,
    String path) {
  /** Seconds, where nothing is said. */
  public static final int DEFAULT_INTERVAL = 30;

  /** Seconds, where nothing is said. */
  public static final int DEFAULT_TIMEOUT = 5;

  /** Failures, where nothing is said. */
  public static final int DEFAULT_UNHEALTHY = 3;

  /** Successes, where nothing is said. */
  public static final int DEFAULT_HEALTHY = 2;

  /** What a client would say to get this one. */
  public Spec toSpec() {
    return new Spec(enabled, mode, interval, timeout, unhealthyThreshold, healthyThreshold, path);
  }

  /** What a client says of it; null = not said, and takes its default. */
  public record Spec(
      @Nullable Boolean enabled,
      @Nullable Mode mode,
      @Nullable Integer interval,
      @Nullable Integer timeout,
      @Nullable Integer unhealthyThreshold,
      @Nullable Integer healthyThreshold,
      @Nullable String path) {
    /** Nothing said. */
    public static final Spec NONE = new Spec(null, null, null, null, null, null, null);
  }

  /** Who checks endpoints. */
  public enum Mode {
    /** The control plane, for all proxies. */
    CONTROL_PLANE,
    /** Each proxy for itself. */
    PROXY
  }
}
