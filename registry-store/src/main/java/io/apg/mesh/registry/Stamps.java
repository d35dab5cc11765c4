package io.apg.mesh.registry;

import java.time.Instant;

/**
 * What the store notes on every object: when it was made and last changed, and the revision of that
 * last change.
 */
public record Stamps(Instant createdAt, Instant updatedAt, long revision) {}
