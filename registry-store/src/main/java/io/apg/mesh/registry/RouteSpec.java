package io.apg.mesh.registry;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a client says of a route; null = not said, and takes its default. */
public record RouteSpec(
    @Nullable String routeId,
    @Nullable String routeName,
    @Nullable List<String> hosts,
    @Nullable MatchType matchType,
    @Nullable String matchValue,
    @Nullable List<String> methods,
    @Nullable List<Condition> headers,
    @Nullable List<Condition> query,
    @Nullable List<DestinationSpec> destinations,
    @Nullable Integer timeoutMs,
    @Nullable Integer retryAttempts,
    @Nullable List<String> retryOn,
    @Nullable Integer priority,
    @Nullable Boolean enabled,
    @Nullable Map<String, String> labels) {}
