package io.apg.mesh.controlplane.admin;

import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.EndpointSpec;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceSpec;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.v1.EndpointList;
import io.apg.mesh.v1.EndpointObject;
import io.apg.mesh.v1.ServiceObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Services as messages, and back. */
final class ServiceMapping {
  private ServiceMapping() {}

  static Change.PutService toChange(Change.Mode mode, ServiceObject service, Faults faults) {
    return new Change.PutService(mode, toSpec(service, faults), expectedRevision(service));
  }

  static @Nullable Long expectedRevision(ServiceObject service) {
    return service.hasExpectedRevision() ? service.getExpectedRevision() : null;
  }

  static ServiceObject toProto(Service service, TenantState state) {
    EndpointList.Builder endpoints = EndpointList.newBuilder();
    state
        .endpointsOf(service.id())
        .values()
        .forEach(e -> endpoints.addEndpoints(EndpointMapping.toProto(e, service.protocol())));
    return withoutEndpoints(service).setEndpoints(endpoints).build();
  }

  static ServiceObject.Builder withoutEndpoints(Service service) {
    ServiceObject.Builder message = ServiceObject.newBuilder();
    if (!service.loadBalancerId().isEmpty()) {
      message.setLoadBalancerId(service.loadBalancerId());
    }
    if (service.outboundPort() != 0) {
      message.setOutboundPort(service.outboundPort());
    }
    return message
        .setServiceId(service.id())
        .setServiceName(service.name().name())
        .setServiceVersion(service.version())
        .setNamespace(service.name().namespace())
        .setDescription(service.description())
        .setStatus(Enums.STATUS.toProto(service.status()))
        .setStatusReason(service.statusReason())
        .setProtocol(Enums.PROTOCOL.toProto(service.protocol()))
        .setDefault(service.isDefault())
        .setReach(Enums.REACH.toProto(service.reach()))
        .setResolution(Enums.RESOLUTION.toProto(service.resolution()))
        .addAllDependencies(service.dependencies())
        .putAllMetadata(service.metadata())
        .putAllLabels(service.labels())
        .setCreatedAt(Times.toProto(service.stamps().createdAt()))
        .setUpdatedAt(Times.toProto(service.stamps().updatedAt()))
        .setRevision(service.stamps().revision());
  }

  private static ServiceSpec toSpec(ServiceObject service, Faults faults) {
    return new ServiceSpec(
        service.hasServiceId() ? service.getServiceId() : null,
        service.hasServiceName() ? service.getServiceName() : null,
        service.hasServiceVersion() ? service.getServiceVersion() : null,
        service.hasNamespace() ? service.getNamespace() : null,
        service.hasDescription() ? service.getDescription() : null,
        faults.word("status", service.hasStatus(), service.getStatus(), Enums.STATUS),
        faults.word("protocol", service.hasProtocol(), service.getProtocol(), Enums.PROTOCOL),
        service.hasOutboundPort() ? service.getOutboundPort() : null,
        service.hasDefault() ? service.getDefault() : null,
        faults.word("reach", service.hasReach(), service.getReach(), Enums.REACH),
        faults.word(
            "resolution", service.hasResolution(), service.getResolution(), Enums.RESOLUTION),
        service.getDependenciesList(),
        service.hasLoadBalancerId() ? service.getLoadBalancerId() : null,
        service.getMetadataMap(),
        service.getLabelsMap(),
        service.hasEndpoints() ? endpoints(service.getEndpoints(), faults) : null);
  }

  private static List<EndpointSpec> endpoints(EndpointList list, Faults faults) {
    List<EndpointSpec> specs = new ArrayList<>();
    for (EndpointObject endpoint : list.getEndpointsList()) {
      Faults part = faults.part("endpoints", specs.size());
      if (endpoint.hasExpectedRevision()) {
        part.invalid(
            "expected_revision",
            Long.toString(endpoint.getExpectedRevision()),
            "none here: the service's covers its endpoints");
      }
      specs.add(EndpointMapping.toSpec(endpoint, part));
    }
    return specs;
  }
}
