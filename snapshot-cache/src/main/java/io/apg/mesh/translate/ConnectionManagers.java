package io.apg.mesh.translate;

import io.apg.mesh.ir.RouteCarrier;
import io.apg.mesh.ir.UpstreamProtocol;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.PathWithEscapedSlashesAction;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import java.time.Duration;

/**
 * Makes HTTP connection managers. Their filter chain is constant, because changes of a listener
 * reach living connections late: what differs between services is in routes.
 */
final class ConnectionManagers {
  private static final Duration HEADERS_TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_STREAMS = 100;
  private static final int STREAM_WINDOW = 64 * 1024;
  private static final int CONNECTION_WINDOW = 1024 * 1024;

  private final TranslateOptions options;

  ConnectionManagers(TranslateOptions options) {
    this.options = options;
  }

  /** Towards the mesh: paths pass as the application wrote them. */
  HttpConnectionManager outbound(RouteCarrier carrier) {
    return mesh("outbound", new Routing(carrier, ResourceNames.OUTBOUND, ResourceNames.OUTBOUND))
        .addAccessLog(AccessLogs.errors())
        .build();
  }

  /** From outside: nothing a client says about itself is believed, and slow ones are cut. */
  HttpConnectionManager gateway(String gateway, int port, RouteCarrier carrier) {
    String routes = ResourceNames.gatewayRoutes(gateway, port);
    HttpConnectionManager.Builder manager =
        normalising(mesh("gw_" + gateway, new Routing(carrier, ResourceNames.GATEWAY, routes)))
            .addAccessLog(AccessLogs.all())
            .setXffNumTrustedHops(options.trustedHops())
            .setRequestHeadersTimeout(Wire.duration(HEADERS_TIMEOUT))
            .setHttp2ProtocolOptions(
                Http2ProtocolOptions.newBuilder()
                    .setMaxConcurrentStreams(Wire.uint32(MAX_STREAMS))
                    .setInitialStreamWindowSize(Wire.uint32(STREAM_WINDOW))
                    .setInitialConnectionWindowSize(Wire.uint32(CONNECTION_WINDOW)));
    manager.getUseRemoteAddressBuilder().setValue(true);
    return manager.build();
  }

  /** Of a client that is its own proxy: nothing but the way to its routes. */
  static HttpConnectionManager api(String routes) {
    HttpConnectionManager.Builder manager =
        HttpConnectionManager.newBuilder().setStatPrefix("api").addHttpFilters(router());
    manager.getRdsBuilder().setConfigSource(Wire.ADS).setRouteConfigName(routes);
    return manager.build();
  }

  /** In front of the local application: everything goes there. */
  HttpConnectionManager inbound(String cluster, UpstreamProtocol protocol) {
    RouteConfiguration.Builder routes = RouteConfiguration.newBuilder().setName("inbound");
    routes.getValidateClustersBuilder().setValue(false);
    routes.addVirtualHosts(
        VirtualHost.newBuilder()
            .setName("inbound")
            .addDomains("*")
            .addAllRoutes(InboundRoutes.to(cluster, protocol)));
    return normalising(common("inbound"))
        .addHttpFilters(router())
        .addAccessLog(AccessLogs.errors())
        .setRouteConfig(routes)
        .build();
  }

  /**
   * Where a listener finds its routes.
   *
   * @param table of the view
   * @param configuration made of the table, where one carries all
   */
  private record Routing(RouteCarrier carrier, String table, String configuration) {}

  /** Leads to the mesh's services. */
  private HttpConnectionManager.Builder mesh(String statPrefix, Routing routing) {
    HttpConnectionManager.Builder manager = common(statPrefix);
    switch (routing.carrier()) {
      case RDS ->
          manager
              .getRdsBuilder()
              .setConfigSource(Wire.ADS)
              .setRouteConfigName(routing.configuration());
      case SCOPED -> {
        Scopes.lookUp(manager, routing.table());
        manager.addHttpFilters(Scopes.filter(routing.table()));
      }
    }
    return manager.addHttpFilters(Affinities.filter()).addHttpFilters(router());
  }

  private HttpConnectionManager.Builder common(String statPrefix) {
    HttpConnectionManager.Builder manager =
        HttpConnectionManager.newBuilder()
            .setStatPrefix(statPrefix)
            .setStreamIdleTimeout(Wire.duration(options.streamIdleTimeout()));
    manager.addUpgradeConfigsBuilder().setUpgradeType("websocket");
    return manager;
  }

  private static HttpFilter router() {
    return HttpFilter.newBuilder()
        .setName("envoy.filters.http.router")
        .setTypedConfig(Wire.any(Router.getDefaultInstance()))
        .build();
  }

  private static HttpConnectionManager.Builder normalising(HttpConnectionManager.Builder manager) {
    manager.getNormalizePathBuilder().setValue(true);
    return manager
        .setMergeSlashes(true)
        .setPathWithEscapedSlashesAction(PathWithEscapedSlashesAction.UNESCAPE_AND_REDIRECT);
  }
}
