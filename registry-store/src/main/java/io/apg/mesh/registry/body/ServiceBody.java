package io.apg.mesh.registry.body;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.apg.mesh.registry.Protocol;
import io.apg.mesh.registry.Reach;
import io.apg.mesh.registry.Resolution;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceName;
import io.apg.mesh.registry.ServiceStatus;
import io.apg.mesh.registry.Stamps;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link Service} as stored. */
record ServiceBody(
    String serviceId,
    String serviceName,
    String serviceVersion,
    String namespace,
    String description,
    ServiceStatus status,
    String statusReason,
    Protocol protocol,
    int outboundPort,
    @JsonProperty("default") boolean isDefault,
    Reach reach,
    @Nullable Resolution resolution,
    List<String> dependencies,
    @Nullable String loadBalancerId,
    Map<String, String> metadata,
    Map<String, String> labels,
    Instant createdAt,
    Instant updatedAt,
    long revision) {
  static ServiceBody of(Service service) {
    return new ServiceBody(
        service.id(),
        service.name().name(),
        service.version(),
        service.name().namespace(),
        service.description(),
        service.status(),
        service.statusReason(),
        service.protocol(),
        service.outboundPort(),
        service.isDefault(),
        service.reach(),
        service.resolution(),
        service.dependencies(),
        service.loadBalancerId(),
        service.metadata(),
        service.labels(),
        service.stamps().createdAt(),
        service.stamps().updatedAt(),
        service.stamps().revision());
  }

  Service toService() {
    return new Service(
        serviceId,
        new ServiceName(namespace, serviceName),
        serviceVersion,
        description,
        status,
        statusReason,
        protocol,
        outboundPort,
        isDefault,
        reach,
        // Absent in what was written before proxies could.
        resolution == null ? Resolution.CONTROL_PLANE : resolution,
        dependencies,
        loadBalancerId == null ? "" : loadBalancerId, // Written before there were any.
        metadata,
        labels,
        new Stamps(createdAt, updatedAt, revision));
  }
}
