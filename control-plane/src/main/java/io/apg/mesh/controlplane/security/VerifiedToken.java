package io.apg.mesh.controlplane.security;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token that is good now.
 *
 * @param id its claim {@code jti}; null = it cannot be revoked by itself
 * @param end when it is good no more, with what clocks may differ by
 * @param proxy which proxies it is for; null = for none
 */
public record VerifiedToken(
    Principal principal, @Nullable String id, Instant end, @Nullable ProxyBinding proxy) {}
