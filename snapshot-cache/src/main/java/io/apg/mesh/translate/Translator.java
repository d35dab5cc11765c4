package io.apg.mesh.translate;

import io.apg.mesh.ir.EndpointGroup;
import io.apg.mesh.ir.Proxy;
import io.apg.mesh.ir.TcpListener;
import io.apg.mesh.ir.Upstream;
import io.apg.mesh.ir.VirtualHost;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.ListenerTemplate;
import io.apg.mesh.snapshot.OwnResources;
import io.apg.mesh.snapshot.VirtualHostFragment;

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

  /** What a proxy has for itself; its route configurations are made from tables of its view. */
  public OwnResources ownResources(Proxy proxy) {
    return proxies.of(proxy);
  }
}
