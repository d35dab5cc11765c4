package io.apg.mesh.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.FilterConfig;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.ScopedRouteConfiguration;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StdoutAccessLog;
import io.envoyproxy.envoy.extensions.filters.http.lua.v3.Lua;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSession;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation;
import io.envoyproxy.envoy.extensions.http.stateful_session.cookie.v3.CookieBasedSessionState;
import io.envoyproxy.envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest;
import io.envoyproxy.envoy.extensions.load_balancing_policies.ring_hash.v3.RingHash;
import io.envoyproxy.envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;

/** Encoded resources as JSON trees, in the form in which Envoy reads them from a file. */
final class EnvoyJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .preservingProtoFieldNames()
          .sortingMapKeys()
          .usingTypeRegistry(
              TypeRegistry.newBuilder()
                  .add(FilterConfig.getDescriptor())
                  .add(HeaderMutation.getDescriptor())
                  .add(HttpConnectionManager.getDescriptor())
                  .add(HttpProtocolOptions.getDescriptor())
                  .add(Lua.getDescriptor())
                  .add(LeastRequest.getDescriptor())
                  .add(RingHash.getDescriptor())
                  .add(PreviousHostsPredicate.getDescriptor())
                  .add(Router.getDescriptor())
                  .add(StatefulSession.getDescriptor())
                  .add(StatefulSessionPerRoute.getDescriptor())
                  .add(CookieBasedSessionState.getDescriptor())
                  .add(StdoutAccessLog.getDescriptor())
                  .add(TcpProxy.getDescriptor())
                  .add(CaresDnsResolverConfig.getDescriptor())
                  .build());

  private EnvoyJson() {}

  static JsonNode of(XdsType type, ByteString body) {
    try {
      return of(message(type, body));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(type + " does not parse", e);
    }
  }

  static JsonNode of(Message message) {
    try {
      return MAPPER.readTree(PRINTER.print(message));
    } catch (InvalidProtocolBufferException | JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static Message message(XdsType type, ByteString body)
      throws InvalidProtocolBufferException {
    return switch (type) {
      case CLUSTER -> Cluster.parseFrom(body);
      case SECRET -> Secret.parseFrom(body);
      case ENDPOINT -> ClusterLoadAssignment.parseFrom(body);
      case LISTENER -> Listener.parseFrom(body);
      case ROUTE -> RouteConfiguration.parseFrom(body);
      case SCOPED_ROUTE -> ScopedRouteConfiguration.parseFrom(body);
      case RUNTIME, EXTENSION_CONFIG, VIRTUAL_HOST ->
          throw new IllegalArgumentException("type: " + type + " (expected: one that is made)");
    };
  }
}
