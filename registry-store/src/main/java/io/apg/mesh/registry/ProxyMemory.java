package io.apg.mesh.registry;

import java.time.Instant;

/**
 * What is remembered of one proxy, in a form that only its writer knows.
 *
 * @param client kind of client, e.g. {@code envoy}
 * @param changed when it changed last
 */
public record ProxyMemory(
    String tenant, String node, String client, String version, Instant changed, String body) {}
