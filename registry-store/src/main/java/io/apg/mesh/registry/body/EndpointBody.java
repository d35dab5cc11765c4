package io.apg.mesh.registry.body;

import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.Health;
import io.apg.mesh.registry.Stamps;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** An {@link Endpoint} as stored. */
record EndpointBody(
    String endpointId,
    String serviceId,
    String host,
    int port,
    String path,
    int weight,
    String healthCheckPath,
    String zone,
    int priority,
    Map<String, String> metadata,
    Map<String, String> labels,
    Health health,
    List<String> addresses,
    Instant createdAt,
    Instant updatedAt,
    long revision) {
  static EndpointBody of(Endpoint endpoint) {
    return new EndpointBody(
        endpoint.id(),
        endpoint.serviceId(),
        endpoint.host(),
        endpoint.port(),
        endpoint.path(),
        endpoint.weight(),
        endpoint.healthCheckPath(),
        endpoint.zone(),
        endpoint.priority(),
        endpoint.metadata(),
        endpoint.labels(),
        endpoint.health(),
        endpoint.addresses(),
        endpoint.stamps().createdAt(),
        endpoint.stamps().updatedAt(),
        endpoint.stamps().revision());
  }

  Endpoint toEndpoint() {
    return new Endpoint(
        endpointId,
        serviceId,
        host,
        port,
        path,
        weight,
        healthCheckPath,
        zone,
        priority,
        metadata,
        labels,
        health,
        addresses,
        new Stamps(createdAt, updatedAt, revision));
  }
}
