package io.apg.mesh.registry;

import java.util.List;
import java.util.Map;

/**
 * One version of a service: one Envoy cluster, named by {@code id}.
 *
 * @param isDefault whether this version gets the calls by name; at most one version of a name has
 *     it
 * @param dependencies ids of the services it calls; they extend what {@code reach} shows to it
 */
public record Service(
    String id,
    ServiceName name,
    String version,
    String description,
    ServiceStatus status,
    String statusReason,
    Protocol protocol,
    boolean isDefault,
    Reach reach,
    List<String> dependencies,
    Map<String, String> metadata,
    Map<String, String> labels,
    Stamps stamps) {
  public Service {
    dependencies = List.copyOf(dependencies);
    metadata = Map.copyOf(metadata);
    labels = Map.copyOf(labels);
  }
}
