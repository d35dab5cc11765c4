package io.apg.mesh.translate;

import io.apg.mesh.ir.EndpointGroup;
import io.apg.mesh.ir.Proxy;
import io.apg.mesh.ir.RouteCarrier;
import io.apg.mesh.ir.TcpListener;
import io.apg.mesh.ir.Upstream;
import io.apg.mesh.ir.VirtualHost;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.ListenerTemplate;
import io.apg.mesh.snapshot.OwnResources;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.RouteTable;
import io.apg.mesh.snapshot.VirtualHostFragment;
import java.util.List;

/**
 * Turns the mesh's IR into encoded Envoy resources, one object at a time. Every method is a pure
 * function of its argument and of the options: equal input gives equal bytes and versions.
 * Remembers nothing; thread-safe.
 */
public final class Translator {
  private final Clusters clusters;
  private final ProxyResources proxies;

  /** Translates by these options. */
  public Translator(TranslateOptions options) {
    this.clusters = new Clusters(options);
    this.proxies = new ProxyResources(options);
  }

  /** The cluster of a service version; its endpoints come by EDS, or are names in it. */
  public EncodedResource cluster(Upstream upstream) {
    return clusters.service(upstream);
  }

  /** The load assignment of a cluster; empty where it has no endpoints. */
  public EncodedResource endpoints(EndpointGroup group) {
    return LoadAssignments.of(group);
  }

  /** A virtual host with its routes; a route without any destination answers 503. */
  public VirtualHostFragment virtualHost(VirtualHost host) {
    return VirtualHosts.of(host);
  }

  /** The listener of a tcp service, as every sidecar of a view has it at its own address. */
  public ListenerTemplate tcpListener(TcpListener listener) {
    return TcpProxies.template(listener);
  }

  /** The listener of a client that is its own proxy, for one of the names it may dial. */
  public EncodedResource apiListener(String dialled, String routeConfig) {
    return ApiListeners.listener(dialled, routeConfig);
  }

  /** The route configuration of such a client, named as its only virtual host. */
  public RouteConfig apiRoutes(VirtualHostFragment host) {
    return ApiListeners.routes(host);
  }

  /** {@link #virtualHost} in the shape that gRPC libraries take. */
  public VirtualHostFragment grpcVirtualHost(VirtualHost host) {
    return GrpcRoutes.of(host);
  }

  /** {@link #cluster} in the shape that gRPC libraries take. */
  public EncodedResource grpcCluster(Upstream upstream) {
    return GrpcClusters.of(upstream);
  }

  /** What routes of {@link #grpcVirtualHost} point to that have no destination. */
  public List<EncodedResource> grpcNoDestination() {
    return GrpcClusters.noDestination();
  }

  /** What a proxy has for itself; its route configurations are made from tables of its view. */
  public OwnResources ownResources(Proxy proxy, RouteCarrier carrier) {
    return proxies.of(proxy, carrier);
  }

  /** {@link #virtualHost} as it is in a route configuration that is found by scope. */
  public ScopedHost scopedHost(VirtualHostFragment host) {
    return ScopedHosts.of(host);
  }

  /** The route configuration of an identity: all virtual hosts that may ever have its names. */
  public RouteConfig scopedRoutes(String table, String identity, RouteTable hosts) {
    return Scopes.routes(table, identity, hosts);
  }

  /** Leads requests for a host to an identity's route configuration. */
  public EncodedResource scope(String table, String host, String identity) {
    return Scopes.scope(table, host, identity);
  }
}
