package io.apg.mesh.controlplane.mapping;

import java.util.Set;

/**
 * The next IR of a tenant and what may differ in it.
 *
 * @param services ids whose upstream, endpoints, or being a route's destination may have changed
 * @param sidecarHosts virtual hosts of sidecars that may have changed, or be needed where they were
 *     not (or the other way round) because a service took or left a name
 * @param gatewayHosts virtual hosts of gateways that may have changed
 */
public record IrStep(
    TenantIr ir, Set<String> services, Set<HostKey> sidecarHosts, Set<HostKey> gatewayHosts) {
  public IrStep {
    services = Set.copyOf(services);
    sidecarHosts = Set.copyOf(sidecarHosts);
    gatewayHosts = Set.copyOf(gatewayHosts);
  }
}
