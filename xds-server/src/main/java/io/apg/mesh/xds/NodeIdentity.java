package io.apg.mesh.xds;

/**
 * Whose memory it is. Another version of a client may accept what an older one refused, so the two
 * are different nodes here.
 *
 * @param client kind of client, e.g. {@code envoy}
 */
public record NodeIdentity(String tenant, String id, String client, String version) {}
