package io.apg.mesh.registry;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of a service; null = the client did not say. {@code serviceId} picks the
 * object where it is given, otherwise (namespace, name, version) does. Replacing keeps status,
 * default, load balancer and endpoints where they are null; any other null takes its default.
 *
 * @param namespace null = the mesh's default namespace
 * @param dependencies ids, or references {@code name[.namespace][@version]}
 * @param loadBalancerId empty = none
 */
public record ServiceSpec(
    @Nullable String serviceId,
    @Nullable String serviceName,
    @Nullable String serviceVersion,
    @Nullable String namespace,
    @Nullable String description,
    @Nullable ServiceStatus status,
    @Nullable Protocol protocol,
    @Nullable Integer outboundPort,
    @Nullable Boolean isDefault,
    @Nullable Reach reach,
    @Nullable Resolution resolution,
    @Nullable List<String> dependencies,
    @Nullable String loadBalancerId,
    @Nullable Map<String, String> metadata,
    @Nullable Map<String, String> labels,
    @Nullable List<EndpointSpec> endpoints) {}
