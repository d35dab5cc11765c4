package io.apg.mesh.registry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which events of a tenant are asked for. What is null or empty does not matter.
 *
 * @param before ids below this
 * @param since events that happened last at that time or later
 */
public record EventQuery(
    String tenant,
    String type,
    EventRecord.@Nullable ObjectName object,
    String proxy,
    Instant since,
    long before,
    int limit) {}
