package io.apg.mesh.ir;

/**
 * One address of a cluster.
 *
 * @param address IP address; or a name, where proxies resolve it
 * @param weight at least 1; relative to the others of its priority
 * @param zone empty = none
 * @param priority 0 is used first
 */
public record UpstreamEndpoint(
    String address, int port, int weight, String zone, int priority, EndpointHealth health) {}
