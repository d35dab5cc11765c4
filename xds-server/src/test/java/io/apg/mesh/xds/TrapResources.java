package io.apg.mesh.xds;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
import com.google.protobuf.Duration;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.UInt64Value;
import io.apg.mesh.session.TrapPeer;
import io.apg.mesh.snapshot.Content;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.Refs;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.RouteFragment;
import io.apg.mesh.snapshot.RouteTable;
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
import java.util.List;
import java.util.Set;

/**
 * Real resources for the words of a trap script. Each bears its content where an admin page shows
 * it, and its version is its content.
 */
final class TrapResources {
  /** Before the content, wherever an Envoy shows it. */
  static final String MARK = "content-";

  /** The endpoint of content {@code n} has this port plus n; nobody listens there. */
  static final int ENDPOINTS = 10_000;

  private static final String BAD = "bad";
  private static final String MALFORMED = "malformed";
  private static final Duration NEGATIVE = Duration.newBuilder().setSeconds(-1).build();

  private TrapResources() {}

  static Resource of(XdsType type, String name, String content, TrapPeer.Target target, int port) {
    return switch (type) {
      case CLUSTER -> encoded(type, name, content, cluster(name, content));
      case ENDPOINT -> encoded(type, name, content, endpoints(name, content));
      case LISTENER -> encoded(type, name, content, listener(name, content, target.name(), port));
      case ROUTE -> routes(name, content, target.name());
      case SECRET, RUNTIME, EXTENSION_CONFIG, SCOPED_ROUTE, VIRTUAL_HOST ->
          throw new IllegalArgumentException("type: " + type + " (expected: another)");
    };
  }

  private static Resource encoded(XdsType type, String name, String content, MessageLite message) {
    return new EncodedResource(
        type, name, content, Content.encode(message), Refs.NONE, List.of(), Warming.NOTHING, false);
  }

  private static ConfigSource ads(long seconds) {
    return ConfigSource.newBuilder()
        .setAds(AggregatedConfigSource.getDefaultInstance())
        .setResourceApiVersion(ApiVersion.V3)
        .setInitialFetchTimeout(Duration.newBuilder().setSeconds(seconds))
        .build();
  }

  private static Cluster cluster(String name, String content) {
    Cluster.Builder cluster =
        Cluster.newBuilder()
            .setName(name)
            .setAltStatName(MARK + content)
            .setType(Cluster.DiscoveryType.EDS)
            .setEdsClusterConfig(
                Cluster.EdsClusterConfig.newBuilder()
                    .setEdsConfig(ads(name.startsWith("slow") ? 2 : 60)));
    if (content.startsWith(BAD)) {
      cluster
          .setLbPolicy(Cluster.LbPolicy.RING_HASH)
          .setRingHashLbConfig(
              Cluster.RingHashLbConfig.newBuilder()
                  .setMinimumRingSize(UInt64Value.of(100))
                  .setMaximumRingSize(UInt64Value.of(10)));
    } else if (content.equals(MALFORMED)) {
      cluster.setConnectTimeout(NEGATIVE);
    }
    return cluster.build();
  }

  private static ClusterLoadAssignment endpoints(String name, String content) {
    boolean bad = content.startsWith(BAD);
    LbEndpoint.Builder endpoint =
        LbEndpoint.newBuilder()
            .setEndpoint(
                Endpoint.newBuilder()
                    .setAddress(address(ENDPOINTS + (bad ? 0 : Integer.parseInt(content)))));
    if (bad) {
      endpoint.setLoadBalancingWeight(UInt32Value.of(0));
    }
    return ClusterLoadAssignment.newBuilder()
        .setClusterName(name)
        .addEndpoints(LocalityLbEndpoints.newBuilder().addLbEndpoints(endpoint))
        .build();
  }

  private static Listener listener(String name, String content, String routes, int port) {
    HttpConnectionManager manager =
        HttpConnectionManager.newBuilder()
            .setStatPrefix(MARK + content)
            .setRds(Rds.newBuilder().setRouteConfigName(routes).setConfigSource(ads(60)))
            .addHttpFilters(
                HttpFilter.newBuilder()
                    .setName("envoy.filters.http.router")
                    .setTypedConfig(Any.pack(Router.getDefaultInstance())))
            .build();
    FilterChain chain =
        FilterChain.newBuilder()
            .addFilters(
                Filter.newBuilder()
                    .setName("envoy.filters.network.http_connection_manager")
                    .setTypedConfig(Any.pack(manager)))
            .build();
    Listener.Builder listener =
        Listener.newBuilder().setName(name).setAddress(address(port)).addFilterChains(chain);
    if (content.startsWith(BAD)) {
      listener.addFilterChains(chain); // the same match twice
    } else if (content.equals(MALFORMED)) {
      listener.setListenerFiltersTimeout(NEGATIVE);
    }
    return listener.build();
  }

  private static Resource routes(String name, String content, String cluster) {
    RouteMatch match =
        content.startsWith(BAD)
            ? RouteMatch.newBuilder().setSafeRegex(RegexMatcher.newBuilder().setRegex("[")).build()
            : RouteMatch.newBuilder().setPrefix("/").build();
    Route route =
        Route.newBuilder()
            .setMatch(match)
            .setRoute(RouteAction.newBuilder().setCluster(cluster))
            .build();
    VirtualHost head = VirtualHost.newBuilder().setName(MARK + content).addDomains("*").build();
    VirtualHostFragment host =
        new VirtualHostFragment(
            MARK + content,
            Content.encode(head),
            List.of(
                new RouteFragment(
                    "all", Content.encode(route), Set.of(cluster), new Origin("route", name))));
    RouteConfiguration config =
        RouteConfiguration.newBuilder()
            .setName(name)
            .setValidateClusters(BoolValue.of(false))
            .build();
    return new RouteConfig(name, Content.encode(config), RouteTable.EMPTY.with(host));
  }

  private static Address address(int port) {
    return Address.newBuilder()
        .setSocketAddress(SocketAddress.newBuilder().setAddress("127.0.0.1").setPortValue(port))
        .build();
  }
}
