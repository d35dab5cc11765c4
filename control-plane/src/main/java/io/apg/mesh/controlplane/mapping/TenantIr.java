package io.apg.mesh.controlplane.mapping;

import io.apg.mesh.ir.EndpointGroup;
import io.apg.mesh.ir.TcpListener;
import io.apg.mesh.ir.Upstream;
import io.apg.mesh.ir.VirtualHost;
import io.apg.mesh.registry.ObjectKind;
import java.util.List;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * What one tenant's registry means. Immutable; a change shares all it does not touch.
 *
 * @param upstreams by service id
 * @param groups endpoints by service id
 * @param sidecarHosts virtual hosts as sidecars get them
 * @param gatewayHosts virtual hosts as gateways get them: {@link HostKey.Named} and the catch-all
 * @param tcpListeners by port
 */
public record TenantIr(
    PMap<String, Upstream> upstreams,
    PMap<String, EndpointGroup> groups,
    PMap<HostKey, VirtualHost> sidecarHosts,
    PMap<HostKey, VirtualHost> gatewayHosts,
    PMap<Integer, TcpListener> tcpListeners,
    RouteIndex index,
    Verdicts verdicts,
    PMap<Subject, List<Finding>> findings) {
  /** Of an empty registry. */
  public static final TenantIr EMPTY =
      new TenantIr(
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          HashTreePMap.empty(),
          RouteIndex.EMPTY,
          Verdicts.EMPTY,
          HashTreePMap.empty());

  /** The object that findings are about. */
  public record Subject(ObjectKind kind, String id) {}
}
