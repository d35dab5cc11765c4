package io.apg.mesh.registry;

import java.util.List;
import java.util.Map;

/**
 * One version of a service: one Envoy cluster, named by {@code id}.
 *
 * @param outboundPort where the sidecars of callers listen for it; {@link Protocol#TCP} has one,
 *     which no service of another name has; 0 = none
 * @param isDefault whether this version gets the calls by name; at most one version of a name has
 *     it
 * @param resolution who resolves the names of its endpoints
 * @param dependencies ids of the services it calls; they extend what {@code reach} shows to it
 * @param loadBalancerId empty = none
 */
public record Service(
    String id,
    ServiceName name,
    String version,
    String description,
    ServiceStatus status,
    String statusReason,
    Protocol protocol,
    int outboundPort,
    boolean isDefault,
    Reach reach,
    Resolution resolution,
    List<String> dependencies,
    String loadBalancerId,
    Map<String, String> metadata,
    Map<String, String> labels,
    Stamps stamps) {
  public Service {
    dependencies = List.copyOf(dependencies);
    metadata = Map.copyOf(metadata);
    labels = Map.copyOf(labels);
  }

  /** The same with other stamps. */
  public Service withStamps(Stamps newStamps) {
    return copy(status, statusReason, isDefault, dependencies, loadBalancerId, newStamps);
  }

  /** The same, marked as the version that gets the calls by name, or not. */
  public Service withDefault(boolean newDefault) {
    return copy(status, statusReason, newDefault, dependencies, loadBalancerId, stamps);
  }

  /** The same with other dependencies. */
  public Service withDependencies(List<String> newDependencies) {
    return copy(status, statusReason, isDefault, newDependencies, loadBalancerId, stamps);
  }

  /** The same in another status. */
  public Service withStatus(ServiceStatus newStatus, String reason) {
    return copy(newStatus, reason, isDefault, dependencies, loadBalancerId, stamps);
  }

  /** The same with another load balancer; empty = none. */
  public Service withLoadBalancer(String newLoadBalancerId) {
    return copy(status, statusReason, isDefault, dependencies, newLoadBalancerId, stamps);
  }

  private Service copy(
      ServiceStatus newStatus,
      String newReason,
      boolean newDefault,
      List<String> newDependencies,
      String newLoadBalancerId,
      Stamps newStamps) {
    return new Service(
        id,
        name,
        version,
        description,
        newStatus,
        newReason,
        protocol,
        outboundPort,
        newDefault,
        reach,
        resolution,
        newDependencies,
        newLoadBalancerId,
        metadata,
        labels,
        newStamps);
  }
}
