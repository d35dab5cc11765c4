package io.apg.mesh.xds;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UInt32Value;
import io.apg.mesh.snapshot.Content;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.NodeSnapshot;
import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.OwnResources;
import io.apg.mesh.snapshot.Refs;
import io.apg.mesh.snapshot.RouteFragment;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.Warming;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.Rds;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Raw Envoy resources in the making: one listener, one route configuration, services behind it. */
final class EnvoyMesh {
  private static final ConfigSource ADS =
      ConfigSource.newBuilder()
          .setAds(AggregatedConfigSource.getDefaultInstance())
          .setResourceApiVersion(ApiVersion.V3)
          .build();
  private static final String ROUTES = "outbound";

  private View view = View.empty(0);
  private View.Edit edit = view.edit();
  private long publications;

  EnvoyMesh service(String name, int... ports) {
    cluster(name, Cluster.getDefaultInstance());
    return endpoints(name, ports);
  }

  /** A cluster with further settings. */
  EnvoyMesh cluster(String name, Cluster settings) {
    Cluster cluster =
        settings.toBuilder()
            .setName(name)
            .setType(Cluster.DiscoveryType.EDS)
            .setEdsClusterConfig(Cluster.EdsClusterConfig.newBuilder().setEdsConfig(ADS))
            .build();
    return put(XdsType.CLUSTER, name, cluster, Refs.NONE, Warming.ENDPOINTS);
  }

  EnvoyMesh endpoints(String name, int... ports) {
    LocalityLbEndpoints.Builder locality = LocalityLbEndpoints.newBuilder();
    for (int port : ports) {
      locality.addLbEndpoints(
          LbEndpoint.newBuilder().setEndpoint(Endpoint.newBuilder().setAddress(address(port))));
    }
    ClusterLoadAssignment assignment =
        ClusterLoadAssignment.newBuilder().setClusterName(name).addEndpoints(locality).build();
    return put(XdsType.ENDPOINT, name, assignment, Refs.NONE, Warming.NOTHING);
  }

  /** Endpoints that every client refuses. */
  EnvoyMesh weightless(String name) {
    LbEndpoint endpoint =
        LbEndpoint.newBuilder()
            .setEndpoint(Endpoint.newBuilder().setAddress(address(1)))
            .setLoadBalancingWeight(UInt32Value.of(0))
            .build();
    ClusterLoadAssignment assignment =
        ClusterLoadAssignment.newBuilder()
            .setClusterName(name)
            .addEndpoints(LocalityLbEndpoints.newBuilder().addLbEndpoints(endpoint))
            .build();
    return put(XdsType.ENDPOINT, name, assignment, Refs.NONE, Warming.NOTHING);
  }

  EnvoyMesh removeService(String name) {
    edit.remove(XdsType.CLUSTER, name).remove(XdsType.ENDPOINT, name);
    return this;
  }

  /** The service is deleted, and its cluster stays for those who may still use it. */
  EnvoyMesh leaving(String name) {
    edit.put(((EncodedResource) view.resource(XdsType.CLUSTER, name)).asLeaving());
    return this;
  }

  EnvoyMesh listener(String name, int port) {
    HttpConnectionManager manager =
        HttpConnectionManager.newBuilder()
            .setStatPrefix("outbound")
            .setRds(Rds.newBuilder().setRouteConfigName(ROUTES).setConfigSource(ADS))
            .addHttpFilters(
                HttpFilter.newBuilder()
                    .setName("envoy.filters.http.router")
                    .setTypedConfig(Any.pack(Router.getDefaultInstance())))
            .build();
    Listener listener =
        Listener.newBuilder()
            .setName(name)
            .setAddress(address(port))
            .addFilterChains(
                FilterChain.newBuilder()
                    .addFilters(
                        Filter.newBuilder()
                            .setName("envoy.filters.network.http_connection_manager")
                            .setTypedConfig(Any.pack(manager))))
            .build();
    return put(XdsType.LISTENER, name, listener, Refs.toRoutes(Set.of(ROUTES)), Warming.NOTHING);
  }

  /** A listener that every client refuses: its filter has no configuration. */
  EnvoyMesh emptyListener(String name, int port) {
    Listener listener =
        Listener.newBuilder()
            .setName(name)
            .setAddress(address(port))
            .addFilterChains(
                FilterChain.newBuilder()
                    .addFilters(
                        Filter.newBuilder()
                            .setName("envoy.filters.network.http_connection_manager")
                            .setTypedConfig(Any.pack(HttpConnectionManager.getDefaultInstance()))))
            .build();
    return put(XdsType.LISTENER, name, listener, Refs.NONE, Warming.NOTHING);
  }

  /** A virtual host {@code name} that sends everything to one cluster. */
  EnvoyMesh host(String name, String cluster) {
    return host(name, cluster, RouteMatch.newBuilder().setPrefix("/").build());
  }

  /** The same for paths that a regex matches. */
  EnvoyMesh hostOfRegex(String name, String cluster, String regex) {
    return host(
        name,
        cluster,
        RouteMatch.newBuilder().setSafeRegex(RegexMatcher.newBuilder().setRegex(regex)).build());
  }

  private EnvoyMesh host(String name, String cluster, RouteMatch match) {
    Route route =
        Route.newBuilder()
            .setMatch(match)
            .setRoute(RouteAction.newBuilder().setCluster(cluster))
            .build();
    VirtualHost head = VirtualHost.newBuilder().setName(name).addDomains(name).build();
    RouteFragment fragment =
        new RouteFragment("all", Content.encode(route), Set.of(cluster), new Origin("route", name));
    edit.put(ROUTES, new VirtualHostFragment(name, Content.encode(head), List.of(fragment)));
    return this;
  }

  /** Any other resource. */
  EnvoyMesh put(EncodedResource resource) {
    edit.put(resource);
    return this;
  }

  EnvoyMesh removeHost(String name) {
    edit.removeHost(ROUTES, name);
    return this;
  }

  Snapshot publish() {
    view = edit.build(++publications);
    edit = view.edit();
    RouteConfiguration head =
        RouteConfiguration.newBuilder()
            .setName(ROUTES)
            .setValidateClusters(BoolValue.of(false))
            .build();
    return new NodeSnapshot(
        publications,
        view,
        new OwnResources(
            List.of(),
            Map.of(ROUTES, new OwnResources.RouteBinding(ROUTES, Content.encode(head)))));
  }

  private EnvoyMesh put(
      XdsType type, String name, MessageLite message, Refs refs, Warming warming) {
    List<Origin> origins = new ArrayList<>();
    origins.add(new Origin(type.name().toLowerCase(Locale.ROOT), name));
    edit.put(EncodedResource.of(type, name, message, refs, origins, warming));
    return this;
  }

  private static Address address(int port) {
    return Address.newBuilder()
        .setSocketAddress(SocketAddress.newBuilder().setAddress("127.0.0.1").setPortValue(port))
        .build();
  }
}
