package io.apg.mesh.controlplane.admin;

import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.EndpointSpec;
import io.apg.mesh.registry.Protocol;
import io.apg.mesh.v1.EndpointObject;

/** Endpoints as messages, and back. */
final class EndpointMapping {
  private EndpointMapping() {}

  static EndpointSpec toSpec(EndpointObject endpoint, Faults faults) {
    return new EndpointSpec(
        endpoint.hasEndpointId() ? endpoint.getEndpointId() : null,
        endpoint.hasHost() ? endpoint.getHost() : null,
        endpoint.hasPort() ? endpoint.getPort() : null,
        faults.word("protocol", endpoint.hasProtocol(), endpoint.getProtocol(), Enums.PROTOCOL),
        endpoint.hasPath() ? endpoint.getPath() : null,
        endpoint.hasWeight() ? endpoint.getWeight() : null,
        endpoint.hasHealthCheckPath() ? endpoint.getHealthCheckPath() : null,
        endpoint.hasZone() ? endpoint.getZone() : null,
        endpoint.hasPriority() ? endpoint.getPriority() : null,
        endpoint.getMetadataMap(),
        endpoint.getLabelsMap());
  }

  static EndpointObject toProto(Endpoint endpoint, Protocol protocol) {
    return EndpointObject.newBuilder()
        .setEndpointId(endpoint.id())
        .setServiceId(endpoint.serviceId())
        .setHost(endpoint.host())
        .setPort(endpoint.port())
        .setProtocol(Enums.PROTOCOL.toProto(protocol))
        .setPath(endpoint.path())
        .setWeight(endpoint.weight())
        .setHealthCheckPath(endpoint.healthCheckPath())
        .setZone(endpoint.zone())
        .setPriority(endpoint.priority())
        .putAllMetadata(endpoint.metadata())
        .putAllLabels(endpoint.labels())
        .setHealth(Enums.HEALTH.toProto(endpoint.health()))
        .addAllAddresses(endpoint.addresses())
        .setCreatedAt(Times.toProto(endpoint.stamps().createdAt()))
        .setUpdatedAt(Times.toProto(endpoint.stamps().updatedAt()))
        .setRevision(endpoint.stamps().revision())
        .build();
  }
}
