package com.example.shop;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import io.apg.mesh.embed.GroupCache;
import io.apg.mesh.embed.ResourceSet;
import io.apg.mesh.session.Answer;
import io.apg.mesh.session.XdsRequest;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.XdsType;
import io.apg.mesh.xds.StreamCallbacks;
import io.apg.mesh.xds.StreamInfo;
import io.apg.mesh.xds.XdsServer;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.AggregatedConfigSource;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
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
import io.grpc.Status;
import java.io.IOException;
import java.util.Map;

/** A control plane: proxies of the cluster "shop" listen on one port and reach some backends. */
public final class ShopControlPlane implements AutoCloseable {
  private static final String GROUP = "shop";
  private static final ConfigSource ADS =
      ConfigSource.newBuilder()
          .setResourceApiVersion(ApiVersion.V3)
          .setAds(AggregatedConfigSource.getDefaultInstance())
          .build();

  private final GroupCache<String> cache;
  private final XdsServer server;

  /** Starts to listen; port 0 = any free one. */
  public ShopControlPlane(GroupCache<String> cache, int port) throws IOException {
    this.cache = cache;
    this.server =
        XdsServer.builder(cache)
            .listen("127.0.0.1", port)
            .identifier("shop-1")
            .callbacks(new Doorman())
            .clientStatus()
            .maxStreams(5_000)
            .start();
  }

  /** Its own process: java ... ShopControlPlane 18000 10000 8080. */
  public static void main(String[] args) throws Exception {
    GroupCache<String> cache = GroupCache.makeBeforeBreak(Node::cluster);
    try (ShopControlPlane shop = new ShopControlPlane(cache, Integer.parseInt(args[0]))) {
      shop.open(Integer.parseInt(args[1]), Map.of("orders", Integer.parseInt(args[2])), "orders");
      Thread.currentThread().join();
    }
  }

  /** The xDS port. */
  public int port() {
    return server.port();
  }

  /** Everything that the proxies need, at once. */
  public void open(int listenerPort, Map<String, Integer> backends, String first) {
    ResourceSet.Edit edit = ResourceSet.EMPTY.edit();
    backends.forEach((name, port) -> edit.put(cluster(name, 1)).put(endpoints(name, port)));
    edit.put(listener(listenerPort)).put(routes(first));
    cache.publish(GROUP, edit.build());
  }

  /** One change to what they have: costs what changes. */
  public void route(String backend) {
    cache.update(GROUP, set -> set.edit().put(routes(backend)).build());
  }

  /** A backend moves, and is given another time to connect. */
  public void move(String backend, int port, int connectSeconds) {
    cache.update(
        GROUP,
        set ->
            set.edit().put(cluster(backend, connectSeconds)).put(endpoints(backend, port)).build());
  }

  /** A backend goes. */
  public void remove(String backend) {
    cache.update(
        GROUP,
        set ->
            set.edit().remove(XdsType.CLUSTER, backend).remove(XdsType.ENDPOINT, backend).build());
  }

  @Override
  public void close() {
    server.close();
  }

  /** Lets proxies of the shop in, and says what they refuse. */
  private static final class Doorman implements StreamCallbacks {
    @Override
    public void requested(StreamInfo stream, Node node, XdsRequest request) {
      if (!node.cluster().equals(GROUP)) {
        throw Status.PERMISSION_DENIED
            .withDescription("node.cluster: " + node.cluster() + " (expected: " + GROUP + ")")
            .asRuntimeException();
      }
    }

    @Override
    public void answered(StreamInfo stream, Node node, XdsRequest request, Answer answer) {
      if (answer.nack() != null) {
        System.err.println(node.id() + " refuses " + answer.version() + ": " + answer.nack());
      }
    }
  }

  private static Cluster cluster(String name, int connectSeconds) {
    return Cluster.newBuilder()
        .setName(name)
        .setType(Cluster.DiscoveryType.EDS)
        .setEdsClusterConfig(Cluster.EdsClusterConfig.newBuilder().setEdsConfig(ADS))
        .setConnectTimeout(Duration.newBuilder().setSeconds(connectSeconds))
        .build();
  }

  private static ClusterLoadAssignment endpoints(String cluster, int port) {
    ClusterLoadAssignment.Builder load = ClusterLoadAssignment.newBuilder().setClusterName(cluster);
    load.addEndpointsBuilder()
        .addLbEndpointsBuilder()
        .getEndpointBuilder()
        .setAddress(address(port));
    return load.build();
  }

  private static Listener listener(int port) {
    HttpConnectionManager manager =
        HttpConnectionManager.newBuilder()
            .setStatPrefix("shop")
            .setRds(Rds.newBuilder().setRouteConfigName("shop").setConfigSource(ADS))
            .addHttpFilters(
                HttpFilter.newBuilder()
                    .setName("envoy.filters.http.router")
                    .setTypedConfig(Any.pack(Router.getDefaultInstance())))
            .build();
    Filter filter =
        Filter.newBuilder()
            .setName("envoy.filters.network.http_connection_manager")
            .setTypedConfig(Any.pack(manager))
            .build();
    return Listener.newBuilder()
        .setName("shop")
        .setAddress(address(port))
        .addFilterChains(FilterChain.newBuilder().addFilters(filter))
        .build();
  }

  private static RouteConfiguration routes(String cluster) {
    return RouteConfiguration.newBuilder()
        .setName("shop")
        .addVirtualHosts(
            VirtualHost.newBuilder()
                .setName("all")
                .addDomains("*")
                .addRoutes(
                    Route.newBuilder()
                        .setMatch(RouteMatch.newBuilder().setPrefix("/"))
                        .setRoute(RouteAction.newBuilder().setCluster(cluster))))
        .build();
  }

  private static Address address(int port) {
    return Address.newBuilder()
        .setSocketAddress(SocketAddress.newBuilder().setAddress("127.0.0.1").setPortValue(port))
        .build();
  }
}
