package io.apg.mesh.translate;

import com.google.protobuf.ByteString;
import io.apg.mesh.ir.Proxy;
import io.apg.mesh.ir.RouteCarrier;
import io.apg.mesh.ir.SocketAddress;
import io.apg.mesh.ir.UpstreamProtocol;
import io.apg.mesh.snapshot.Content;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.OwnResources;
import io.apg.mesh.snapshot.OwnResources.RouteBinding;
import io.apg.mesh.snapshot.Placement;
import io.apg.mesh.snapshot.Refs;
import io.apg.mesh.snapshot.Warming;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.core.v3.TrafficDirection;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes what one proxy has for itself: its listeners, and the cluster of its application. Its route
 * configurations are there whatever carries its routes now: connections that drain after it has
 * changed still use them.
 */
final class ProxyResources {
  private static final String HTTP_FILTER = "envoy.filters.network.http_connection_manager";

  private final Clusters clusters;
  private final ConnectionManagers managers;

  ProxyResources(TranslateOptions options) {
    this.clusters = new Clusters(options);
    this.managers = new ConnectionManagers(options);
  }

  OwnResources of(Proxy proxy, RouteCarrier carrier) {
    if (proxy instanceof Proxy.Sidecar sidecar) {
      return sidecar(sidecar, carrier);
    }
    if (proxy instanceof Proxy.Gateway gateway) {
      return gateway(gateway, carrier);
    }
    return OwnResources.NONE;
  }

  private OwnResources sidecar(Proxy.Sidecar sidecar, RouteCarrier carrier) {
    List<EncodedResource> resources = new ArrayList<>();
    String routes = ResourceNames.OUTBOUND;
    resources.add(
        listener(
            ResourceNames.outboundListener(sidecar.outbound()),
            sidecar.outbound(),
            TrafficDirection.OUTBOUND,
            http(managers.outbound(carrier)),
            refs(carrier, routes)));
    for (Proxy.Inbound inbound : sidecar.inbound()) {
      String name = ResourceNames.inboundListener(inbound.listen());
      resources.add(clusters.application(inbound, name));
      resources.add(
          listener(
              name,
              inbound.listen(),
              TrafficDirection.INBOUND,
              inbound.protocol() == UpstreamProtocol.TCP
                  ? TcpProxies.filter("inbound", name)
                  : http(managers.inbound(name, inbound.protocol())),
              Refs.toClusters(Set.of(name))));
    }
    return new OwnResources(
        resources,
        Map.of(routes, new RouteBinding(ResourceNames.OUTBOUND, routesHead(routes))),
        placement(sidecar));
  }

  /** Listeners of tcp services stand where the outbound one does. */
  private static Placement placement(Proxy.Sidecar sidecar) {
    String address = sidecar.outbound().address();
    Set<Integer> taken = new TreeSet<>(Set.of(sidecar.outbound().port()));
    for (Proxy.Inbound inbound : sidecar.inbound()) {
      if (inbound.listen().address().equals(address)) {
        taken.add(inbound.listen().port());
      }
    }
    Listener.Builder head = Listener.newBuilder();
    head.getAddressBuilder().getSocketAddressBuilder().setAddress(address);
    return new Placement(ResourceNames.tcpListeners(address), Content.encode(head.build()), taken);
  }

  private OwnResources gateway(Proxy.Gateway gateway, RouteCarrier carrier) {
    List<EncodedResource> resources = new ArrayList<>();
    Map<String, RouteBinding> bindings = new TreeMap<>();
    for (SocketAddress address : gateway.listen()) {
      String routes = ResourceNames.gatewayRoutes(gateway.name(), address.port());
      resources.add(
          listener(
              ResourceNames.gatewayListener(address),
              address,
              TrafficDirection.INBOUND,
              http(managers.gateway(gateway.name(), address.port(), carrier)),
              refs(carrier, routes)));
      bindings.put(routes, new RouteBinding(ResourceNames.GATEWAY, routesHead(routes)));
    }
    return new OwnResources(resources, bindings);
  }

  private static Refs refs(RouteCarrier carrier, String routes) {
    return carrier == RouteCarrier.SCOPED ? Refs.TO_SCOPES : Refs.toRoutes(Set.of(routes));
  }

  private static Filter http(HttpConnectionManager manager) {
    return Filter.newBuilder().setName(HTTP_FILTER).setTypedConfig(Wire.any(manager)).build();
  }

  private static EncodedResource listener(
      String name, SocketAddress address, TrafficDirection direction, Filter filter, Refs refs) {
    Listener.Builder listener =
        Listener.newBuilder()
            .setName(name)
            .setAddress(Wire.address(address))
            .setTrafficDirection(direction);
    listener.addFilterChainsBuilder().addFilters(filter);
    return EncodedResource.of(
        XdsType.LISTENER, name, listener.build(), refs, List.of(), Warming.NOTHING);
  }

  /** A name with a port is the same host: clients say {@code orders:15001}. */
  static ByteString routesHead(String name) {
    RouteConfiguration.Builder head =
        RouteConfiguration.newBuilder().setName(name).setIgnorePortInHostMatching(true);
    head.getValidateClustersBuilder().setValue(false);
    return Content.encode(head.build());
  }
}
