package io.apg.mesh.registry;

/** Where a route sends a share of its requests; shares are relative to the sum of the weights. */
public record Destination(String serviceId, int weight) {}
