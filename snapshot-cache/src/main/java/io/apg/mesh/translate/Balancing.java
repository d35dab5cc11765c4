package io.apg.mesh.translate;

import com.google.protobuf.UInt32Value;
import io.apg.mesh.ir.LoadBalancing;
import io.apg.mesh.ir.LoadBalancing.Limits;
import io.apg.mesh.ir.LoadBalancing.Outliers;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.OutlierDetection;
import io.envoyproxy.envoy.config.core.v3.RoutingPriority;
import io.envoyproxy.envoy.type.v3.Percent;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the part of a cluster that spreads its requests and protects its endpoints. */
final class Balancing {
  private static final int UNLIMITED = -1; // uint32
  private static final double RETRY_BUDGET_PERCENT = 20;
  private static final int MIN_RETRIES = 10;
  static final Duration SWEEP = Duration.ofSeconds(1);
  static final int MAX_EJECTION_PERCENT = 50;

  private Balancing() {}

  static void set(Cluster.Builder cluster, LoadBalancing balancing) {
    cluster
        .setLbPolicy(policy(balancing.algorithm()))
        .setCircuitBreakers(thresholds(balancing.limits()));
    if (balancing.outliers() != null) {
      cluster.setOutlierDetection(outliers(balancing.outliers()));
    }
  }

  private static Cluster.LbPolicy policy(LoadBalancing.Algorithm algorithm) {
    return switch (algorithm) {
      case ROUND_ROBIN -> Cluster.LbPolicy.ROUND_ROBIN;
      case LEAST_REQUEST -> Cluster.LbPolicy.LEAST_REQUEST;
      case RANDOM -> Cluster.LbPolicy.RANDOM;
      case RING_HASH -> Cluster.LbPolicy.RING_HASH;
      case MAGLEV -> Cluster.LbPolicy.MAGLEV;
    };
  }

  /**
   * No limits but those asked for, and one on retries; Envoy's own defaults (1024, 3) apply though
   * nobody asked. A retry budget would silence a number of retries.
   */
  private static CircuitBreakers thresholds(Limits limits) {
    CircuitBreakers.Builder breakers = CircuitBreakers.newBuilder();
    CircuitBreakers.Thresholds.Builder thresholds =
        breakers
            .addThresholdsBuilder()
            .setPriority(RoutingPriority.DEFAULT)
            .setMaxConnections(limit(limits.connections()))
            .setMaxPendingRequests(limit(limits.pendingRequests()))
            .setMaxRequests(limit(limits.requests()))
            .setMaxRetries(limit(limits.retries()));
    if (limits.retries() == null) {
      thresholds
          .getRetryBudgetBuilder()
          .setBudgetPercent(Percent.newBuilder().setValue(RETRY_BUDGET_PERCENT))
          .setMinRetryConcurrency(Wire.uint32(MIN_RETRIES));
    }
    return breakers.build();
  }

  static UInt32Value limit(@Nullable Integer limit) {
    return Wire.uint32(Objects.requireNonNullElse(limit, UNLIMITED));
  }

  /** Only failures in a row count: Envoy's other detectors, which nobody asked for, are off. */
  private static OutlierDetection outliers(Outliers outliers) {
    return OutlierDetection.newBuilder()
        .setConsecutive5Xx(Wire.uint32(outliers.failures()))
        .setInterval(Wire.duration(SWEEP))
        .setBaseEjectionTime(Wire.duration(outliers.out()))
        .setMaxEjectionPercent(Wire.uint32(MAX_EJECTION_PERCENT))
        .setEnforcingSuccessRate(Wire.uint32(0))
        .build();
  }
}
