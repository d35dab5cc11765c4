package io.apg.mesh.translate;

import io.apg.mesh.ir.EndpointGroup;
import io.apg.mesh.ir.EndpointHealth;
import io.apg.mesh.ir.UpstreamEndpoint;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.Refs;
import io.apg.mesh.snapshot.Warming;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Makes the load assignment of a cluster: endpoints by priority and zone, in order. Priorities are
 * numbered anew without gaps, as Envoy demands; an endpoint of weight 0 takes no traffic and is
 * left out, as Envoy refuses it.
 */
final class LoadAssignments {
  private static final Comparator<Group> BY_PRIORITY_AND_ZONE =
      Comparator.comparingInt(Group::priority).thenComparing(Group::zone);

  private record Group(int priority, String zone) {}

  private LoadAssignments() {}

  static EncodedResource of(EndpointGroup group) {
    return EncodedResource.of(
        XdsType.ENDPOINT,
        group.cluster(),
        message(group),
        Refs.NONE,
        List.of(new Origin(group.source().kind(), group.source().id())),
        Warming.NOTHING);
  }

  static ClusterLoadAssignment message(EndpointGroup group) {
    TreeMap<Group, List<UpstreamEndpoint>> groups = new TreeMap<>(BY_PRIORITY_AND_ZONE);
    for (UpstreamEndpoint endpoint : DistinctEndpoints.of(group.endpoints())) {
      groups
          .computeIfAbsent(new Group(endpoint.priority(), endpoint.zone()), k -> new ArrayList<>())
          .add(endpoint);
    }
    ClusterLoadAssignment.Builder load =
        ClusterLoadAssignment.newBuilder().setClusterName(group.cluster());
    int priority = -1;
    int last = -1;
    for (var entry : groups.entrySet()) {
      if (priority < 0 || entry.getKey().priority() != last) {
        last = entry.getKey().priority();
        priority++;
      }
      load.addEndpoints(locality(entry.getKey().zone(), priority, entry.getValue()));
    }
    return load.build();
  }

  private static LocalityLbEndpoints locality(
      String zone, int priority, List<UpstreamEndpoint> endpoints) {
    LocalityLbEndpoints.Builder locality = LocalityLbEndpoints.newBuilder().setPriority(priority);
    locality.getLocalityBuilder().setZone(zone);
    int sum = 0;
    for (UpstreamEndpoint endpoint : endpoints) {
      sum = Math.addExact(sum, endpoint.weight());
      locality.addLbEndpoints(endpoint(endpoint));
    }
    return locality.setLoadBalancingWeight(Wire.uint32(sum)).build();
  }

  private static LbEndpoint endpoint(UpstreamEndpoint endpoint) {
    LbEndpoint.Builder builder =
        LbEndpoint.newBuilder()
            .setHealthStatus(status(endpoint.health()))
            .setLoadBalancingWeight(Wire.uint32(endpoint.weight()));
    builder.getEndpointBuilder().setAddress(Wire.address(endpoint.address(), endpoint.port()));
    return builder.build();
  }

  private static HealthStatus status(EndpointHealth health) {
    return switch (health) {
      case UNKNOWN -> HealthStatus.UNKNOWN;
      case HEALTHY -> HealthStatus.HEALTHY;
      case UNHEALTHY -> HealthStatus.UNHEALTHY;
      case DRAINING -> HealthStatus.DRAINING;
    };
  }
}
