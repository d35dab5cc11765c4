package io.apg.mesh.embed;

import io.apg.mesh.snapshot.Warming;
import io.apg.mesh.snapshot.Warming.Probe;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.HealthCheck;
import java.time.Duration;

/** What an Envoy waits for before it uses a new or changed cluster, read out of the cluster. */
final class ClusterWarming {
  /** What Envoy's own resolver takes at most where nobody answers and nothing else is said. */
  private static final Duration LOOK_UP = Duration.ofSeconds(65);

  private static final Duration SLACK = Duration.ofSeconds(1);

  private ClusterWarming() {}

  static Warming of(Cluster cluster) {
    Warming warming =
        cluster.getClusterDiscoveryTypeCase() == Cluster.ClusterDiscoveryTypeCase.CLUSTER_TYPE
            ? Warming.NOTHING
            : discovery(cluster);
    Duration checks = Duration.ZERO;
    for (HealthCheck check : cluster.getHealthChecksList()) {
      Duration timeout =
          Duration.ofSeconds(check.getTimeout().getSeconds(), check.getTimeout().getNanos());
      checks = timeout.compareTo(checks) > 0 ? timeout : checks;
    }
    return cluster.getHealthChecksCount() == 0
        ? warming
        : warming.and(Probe.HEALTH_CHECK, checks.plus(SLACK));
  }

  private static Warming discovery(Cluster cluster) {
    boolean waits = !cluster.hasWaitForWarmOnInit() || cluster.getWaitForWarmOnInit().getValue();
    return switch (cluster.getType()) {
      case EDS -> Warming.ENDPOINTS;
      case STRICT_DNS, LOGICAL_DNS ->
          waits ? Warming.NOTHING.and(Probe.DNS, LOOK_UP) : Warming.NOTHING;
      case STATIC, ORIGINAL_DST, UNRECOGNIZED -> Warming.NOTHING;
    };
  }
}
