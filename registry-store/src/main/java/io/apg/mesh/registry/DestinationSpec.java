package io.apg.mesh.registry;

import org.jspecify.annotations.Nullable;

/**
 * A destination by id or by reference ({@code name[.namespace][@version]}), exactly one of them.
 */
public record DestinationSpec(
    @Nullable String serviceId, @Nullable String service, @Nullable Integer weight) {}
