package io.apg.mesh.translate;

import io.apg.mesh.ir.EndpointGroup;
import io.apg.mesh.ir.LoadBalancing;
import io.apg.mesh.ir.LoadBalancing.Outliers;
import io.apg.mesh.ir.Source;
import io.apg.mesh.ir.Upstream;
import io.apg.mesh.ir.UpstreamProtocol;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Warming;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.cluster.v3.LoadBalancingPolicy;
import io.envoyproxy.envoy.config.cluster.v3.LoadBalancingPolicy.Policy;
import io.envoyproxy.envoy.config.cluster.v3.OutlierDetection;
import io.envoyproxy.envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest;
import io.envoyproxy.envoy.extensions.load_balancing_policies.ring_hash.v3.RingHash;
import java.util.List;

/** Makes clusters in the shape that gRPC libraries take. */
final class GrpcClusters {
  /** The cluster of what nobody can answer. */
  static final String NO_DESTINATION = "no_destination";

  private static final int FAILING_PERCENT = 85;

  private GrpcClusters() {}

  static EncodedResource of(Upstream upstream) {
    LoadBalancing balancing = upstream.balancing();
    Cluster.Builder cluster =
        Cluster.newBuilder().setName(upstream.name()).setType(Cluster.DiscoveryType.EDS);
    cluster.getEdsClusterConfigBuilder().setEdsConfig(Wire.ADS);
    choose(cluster, balancing.algorithm());
    limit(cluster.getCircuitBreakersBuilder(), balancing.limits());
    if (balancing.outliers() != null) {
      cluster.setOutlierDetection(outliers(balancing.outliers()));
    }
    return Clusters.encoded(upstream, cluster.build(), Warming.ENDPOINTS);
  }

  /** The cluster that has no endpoint, and never will. */
  static List<EncodedResource> noDestination() {
    Source nobody = new Source("cluster", NO_DESTINATION);
    return List.of(
        of(new Upstream(NO_DESTINATION, UpstreamProtocol.GRPC, nobody)),
        LoadAssignments.of(new EndpointGroup(NO_DESTINATION, List.of(), nobody)));
  }

  /**
   * gRPC refuses the algorithms it does not have. A ring without a key to hash is a random choice;
   * in a list, each library takes the first policy it knows.
   */
  private static void choose(Cluster.Builder cluster, LoadBalancing.Algorithm algorithm) {
    switch (algorithm) {
      case ROUND_ROBIN -> cluster.setLbPolicy(Cluster.LbPolicy.ROUND_ROBIN);
      case RING_HASH, MAGLEV, RANDOM -> cluster.setLbPolicy(Cluster.LbPolicy.RING_HASH);
      case LEAST_REQUEST ->
          cluster.setLoadBalancingPolicy(
              LoadBalancingPolicy.newBuilder()
                  .addPolicies(policy("least_request", LeastRequest.getDefaultInstance()))
                  .addPolicies(
                      policy(
                          "ring_hash",
                          RingHash.newBuilder()
                              .setHashFunction(RingHash.HashFunction.XX_HASH)
                              .build())));
    }
  }

  private static Policy policy(String name, com.google.protobuf.Message config) {
    Policy.Builder policy = Policy.newBuilder();
    policy
        .getTypedExtensionConfigBuilder()
        .setName("envoy.load_balancing_policies." + name)
        .setTypedConfig(Wire.any(config));
    return policy.build();
  }

  /** The one limit that gRPC has; its own default (1024) would apply though nobody asked. */
  private static void limit(CircuitBreakers.Builder breakers, LoadBalancing.Limits limits) {
    breakers.addThresholdsBuilder().setMaxRequests(Balancing.limit(limits.requests()));
  }

  /**
   * gRPC does not count failures in a row: an endpoint is out where nearly all calls of a second
   * failed, and there were as many as that.
   */
  private static OutlierDetection outliers(Outliers outliers) {
    return OutlierDetection.newBuilder()
        .setInterval(Wire.duration(Balancing.SWEEP))
        .setBaseEjectionTime(Wire.duration(outliers.out()))
        .setMaxEjectionPercent(Wire.uint32(Balancing.MAX_EJECTION_PERCENT))
        .setEnforcingSuccessRate(Wire.uint32(0))
        .setEnforcingFailurePercentage(Wire.uint32(100))
        .setFailurePercentageThreshold(Wire.uint32(FAILING_PERCENT))
        .setFailurePercentageMinimumHosts(Wire.uint32(1))
        .setFailurePercentageRequestVolume(Wire.uint32(outliers.failures()))
        .build();
  }
}
