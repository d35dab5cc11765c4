package io.apg.mesh.controlplane.mapping;

import java.util.Set;

/**
 * The next IR of a tenant and what may differ in it.
 *
 * @param services ids whose upstream, endpoints, or being a route's destination may have changed
 * @param sidecarHosts virtual hosts of sidecars that may have changed, or be needed where they were
 *     not (or the other way round) because a service took or left a name
 * @param gatewayHosts virtual hosts of gateways that may have changed
 * @param ports whose listener may have changed, or lead to a service that did
 */
public record IrStep(
    TenantIr ir,
    Set<String> services,
    Set<HostKey> sidecarHosts,
    Set<HostKey> gatewayHosts,
    Set<Integer> ports) {
  public IrStep {
    services = Set.copyOf(services);
    sidecarHosts = Set.copyOf(sidecarHosts);
    gatewayHosts = Set.copyOf(gatewayHosts);
    ports = Set.copyOf(ports);
  }
}
