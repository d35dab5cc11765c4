package io.apg.mesh.registry;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a client says of an endpoint; null = not said. (service, host, port) is its identity, from
 * which its id follows: {@code endpointId} counts only where one endpoint is replaced by id.
 */
public record EndpointSpec(
    @Nullable String endpointId,
    @Nullable String host,
    @Nullable Integer port,
    @Nullable Protocol protocol,
    @Nullable String path,
    @Nullable Integer weight,
    @Nullable String healthCheckPath,
    @Nullable String zone,
    @Nullable Integer priority,
    @Nullable Map<String, String> metadata,
    @Nullable Map<String, String> labels) {}
