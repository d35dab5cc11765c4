package io.apg.mesh.translate;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.apg.mesh.snapshot.Content;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Refs;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.RouteTable;
import io.apg.mesh.snapshot.Warming;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import io.envoyproxy.envoy.config.route.v3.FilterConfig;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.ScopedRouteConfiguration;
import io.envoyproxy.envoy.extensions.filters.http.lua.v3.Lua;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.ScopedRoutes;
import io.envoyproxy.envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation;
import java.util.List;
import java.util.Set;

/**
 * Makes what finds the routes of a request by its host. A scope's key is exact: the name of a route
 * table, and a host. A request without a scope of its own, or whose host is not in lower case, is
 * looked up again by a filter that is the same in every listener: first in lower case, then in the
 * scope {@link #REST}, where virtual hosts with patterns are.
 */
final class Scopes {
  /** What has no scope of its own. */
  static final String REST = "*";

  private static final char SEPARATOR = '|';
  private static final String HEADER = "x-mesh-scope";
  private static final String FILTER = "mesh_scope";
  private static final Any OFF = Wire.any(FilterConfig.newBuilder().setDisabled(true).build());
  private static final String SCRIPT =
      """
      function envoy_on_request(request)
        local info = request:streamInfo()
        if info:routeName() ~= "" then return end
        local headers = request:headers()
        local scope = headers:get("%1$s") or ""
        local lower = scope:lower()
        if lower ~= scope then
          headers:replace("%1$s", lower)
          request:clearRouteCache()
          request:metadata()
          if info:routeName() ~= "" then return end
        end
        headers:replace("%1$s", "%2$s")
        request:clearRouteCache()
      end
      """;

  private Scopes() {}

  /** Names a scope, and the route configuration of an identity. */
  static String name(String table, String host) {
    return table + SEPARATOR + host;
  }

  static EncodedResource scope(String table, String host, String identity) {
    String name = name(table, host);
    String routes = name(table, identity);
    ScopedRouteConfiguration.Builder scope =
        ScopedRouteConfiguration.newBuilder().setName(name).setRouteConfigurationName(routes);
    scope.getKeyBuilder().addFragmentsBuilder().setStringKey(name);
    return EncodedResource.of(
        XdsType.SCOPED_ROUTE,
        name,
        scope.build(),
        Refs.toRoutes(Set.of(routes)),
        List.of(),
        Warming.NOTHING);
  }

  static RouteConfig routes(String table, String identity, RouteTable hosts) {
    String name = name(table, identity);
    return new RouteConfig(name, head(name), hosts);
  }

  private static ByteString head(String name) {
    RouteConfiguration.Builder head =
        RouteConfiguration.newBuilder()
            .setName(name)
            .setIgnorePortInHostMatching(true)
            .addRequestHeadersToRemove(HEADER)
            .putTypedPerFilterConfig(FILTER, OFF); // who has a route needs no second look
    head.getValidateClustersBuilder().setValue(false);
    return Content.encode(head.build());
  }

  /** Makes a connection manager look its routes up; what a client says of scopes is not heard. */
  static void lookUp(HttpConnectionManager.Builder manager, String table) {
    HeaderMutation.Builder mutation = HeaderMutation.newBuilder();
    mutation
        .addMutationsBuilder()
        .getAppendBuilder()
        .setAppendAction(HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)
        .getHeaderBuilder()
        .setKey(HEADER)
        .setValue(name(table, "%REQ(:AUTHORITY)%"));
    manager
        .addEarlyHeaderMutationExtensionsBuilder()
        .setName("envoy.http.early_header_mutation.header_mutation")
        .setTypedConfig(Wire.any(mutation.build()));
    ScopedRoutes.Builder scopes = manager.getScopedRoutesBuilder();
    scopes.setName(table).setRdsConfigSource(Wire.ADS);
    scopes.getScopedRdsBuilder().setScopedRdsConfigSource(Wire.ADS);
    scopes
        .getScopeKeyBuilderBuilder()
        .addFragmentsBuilder()
        .getHeaderValueExtractorBuilder()
        .setName(HEADER)
        .setElementSeparator(":") // a name with a port is the same host
        .setIndex(0);
  }

  /**
   * Looks up once more; before every filter that asks for the route. There is none in the chain of
   * a request that has found its route: it would cost as much as half of the rest.
   */
  static HttpFilter filter(String table) {
    Lua.Builder lua = Lua.newBuilder();
    lua.getDefaultSourceCodeBuilder().setInlineString(SCRIPT.formatted(HEADER, name(table, REST)));
    return HttpFilter.newBuilder().setName(FILTER).setTypedConfig(Wire.any(lua.build())).build();
  }
}
