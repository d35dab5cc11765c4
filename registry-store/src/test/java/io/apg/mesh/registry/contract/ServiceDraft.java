package io.apg.mesh.registry.contract;

import io.apg.mesh.registry.EndpointSpec;
import io.apg.mesh.registry.Protocol;
import io.apg.mesh.registry.Reach;
import io.apg.mesh.registry.Resolution;
import io.apg.mesh.registry.ServiceSpec;
import io.apg.mesh.registry.ServiceStatus;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts together what a client says of a service. Not thread-safe. */
public final class ServiceDraft {
  private @Nullable String serviceId;
  private @Nullable String serviceName;
  private @Nullable String serviceVersion;
  private @Nullable String namespace;
  private @Nullable String description;
  private @Nullable ServiceStatus status;
  private @Nullable Protocol protocol;
  private @Nullable Integer outboundPort;
  private @Nullable Boolean isDefault;
  private @Nullable Reach reach;
  private @Nullable Resolution resolution;
  private @Nullable List<String> dependencies;
  private @Nullable String loadBalancerId;
  private @Nullable Map<String, String> metadata;
  private @Nullable Map<String, String> labels;
  private @Nullable List<EndpointSpec> endpoints;

  private ServiceDraft() {}

  /** Nothing said. */
  public static ServiceDraft empty() {
    return new ServiceDraft();
  }

  /** A version of a service. */
  public static ServiceDraft service(String name, String version, String namespace) {
    return empty().serviceName(name).serviceVersion(version).namespace(namespace);
  }

  /** Says serviceId. */
  public ServiceDraft serviceId(@Nullable String value) {
    serviceId = value;
    return this;
  }

  /** Says serviceName. */
  public ServiceDraft serviceName(@Nullable String value) {
    serviceName = value;
    return this;
  }

  /** Says serviceVersion. */
  public ServiceDraft serviceVersion(@Nullable String value) {
    serviceVersion = value;
    return this;
  }

  /** Says namespace. */
  public ServiceDraft namespace(@Nullable String value) {
    namespace = value;
    return this;
  }

  /** Says description. */
  public ServiceDraft description(@Nullable String value) {
    description = value;
    return this;
  }

  /** Says status. */
  public ServiceDraft status(@Nullable ServiceStatus value) {
    status = value;
    return this;
  }

  /** Says protocol. */
  public ServiceDraft protocol(@Nullable Protocol value) {
    protocol = value;
    return this;
  }

  /** Says protocol tcp and outboundPort. */
  public ServiceDraft tcp(@Nullable Integer value) {
    protocol = Protocol.TCP;
    outboundPort = value;
    return this;
  }

  /** Says outboundPort. */
  public ServiceDraft outboundPort(@Nullable Integer value) {
    outboundPort = value;
    return this;
  }

  /** Says isDefault. */
  public ServiceDraft isDefault(@Nullable Boolean value) {
    isDefault = value;
    return this;
  }

  /** Says reach. */
  public ServiceDraft reach(@Nullable Reach value) {
    reach = value;
    return this;
  }

  /** Says resolution. */
  public ServiceDraft resolution(@Nullable Resolution value) {
    resolution = value;
    return this;
  }

  /** Says dependencies. */
  public ServiceDraft dependencies(String... values) {
    dependencies = List.of(values);
    return this;
  }

  /** Says loadBalancerId. */
  public ServiceDraft loadBalancerId(@Nullable String value) {
    loadBalancerId = value;
    return this;
  }

  /** Says metadata. */
  public ServiceDraft metadata(@Nullable Map<String, String> value) {
    metadata = value;
    return this;
  }

  /** Says labels. */
  public ServiceDraft labels(@Nullable Map<String, String> value) {
    labels = value;
    return this;
  }

  /** Says endpoints. */
  public ServiceDraft endpoints(EndpointDraft... values) {
    endpoints = Stream.of(values).map(EndpointDraft::spec).toList();
    return this;
  }

  ServiceSpec spec() {
    return new ServiceSpec(
        serviceId,
        serviceName,
        serviceVersion,
        namespace,
        description,
        status,
        protocol,
        outboundPort,
        isDefault,
        reach,
        resolution,
        dependencies,
        loadBalancerId,
        metadata,
        labels,
        endpoints);
  }
}
