package io.apg.mesh.ir;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How requests are spread over the endpoints of a cluster, and what protects them.
 *
 * @param outliers null = a failing endpoint keeps its share
 * @param checks null = proxies do not check endpoints
 * @param source the object that says so; null = nobody does
 */
public record LoadBalancing(
    Algorithm algorithm,
    Limits limits,
    @Nullable Outliers outliers,
    @Nullable HealthChecks checks,
    @Nullable Source source) {
  /** One without checks. */
  public LoadBalancing(
      Algorithm algorithm, Limits limits, @Nullable Outliers outliers, @Nullable Source source) {
    this(algorithm, limits, outliers, null, source);
  }

  /** Where nothing is said. */
  public static final LoadBalancing DEFAULT =
      new LoadBalancing(Algorithm.ROUND_ROBIN, Limits.NONE, null, null);

  /** How the next endpoint is chosen. */
  public enum Algorithm {
    ROUND_ROBIN,
    LEAST_REQUEST,
    RANDOM,
    RING_HASH,
    MAGLEV
  }

  /** What one proxy may have open at a time; null = no limit. */
  public record Limits(
      @Nullable Integer connections,
      @Nullable Integer pendingRequests,
      @Nullable Integer requests,
      @Nullable Integer retries) {
    /** No limits. */
    public static final Limits NONE = new Limits(null, null, null, null);
  }

  /**
   * When an endpoint that fails is left out.
   *
   * @param failures 5xx answers in a row
   * @param out for how long, the first time; longer each further time
   */
  public record Outliers(int failures, Duration out) {}
}
