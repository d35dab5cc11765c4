package io.apg.mesh.embed;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.apg.mesh.snapshot.Refs;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.HttpGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.grpc.v3.TcpGrpcAccessLogConfig;
import io.envoyproxy.envoy.extensions.access_loggers.open_telemetry.v3.OpenTelemetryAccessLogConfig;
import io.envoyproxy.envoy.extensions.filters.http.credential_injector.v3.CredentialInjector;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthz;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ExtProcPerRoute;
import io.envoyproxy.envoy.extensions.filters.http.ext_proc.v3.ExternalProcessor;
import io.envoyproxy.envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication;
import io.envoyproxy.envoy.extensions.filters.http.oauth2.v3.OAuth2;
import io.envoyproxy.envoy.extensions.filters.http.ratelimit.v3.RateLimit;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.redis_proxy.v3.RedisProxy;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.filters.network.thrift_proxy.v3.ThriftProxy;
import io.envoyproxy.envoy.extensions.filters.udp.udp_proxy.v3.UdpProxyConfig;
import io.envoyproxy.envoy.extensions.http.injected_credentials.generic.v3.Generic;
import io.envoyproxy.envoy.extensions.transport_sockets.proxy_protocol.v3.ProxyProtocolUpstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.quic.v3.QuicDownstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.quic.v3.QuicUpstreamTransport;
import io.envoyproxy.envoy.extensions.transport_sockets.starttls.v3.StartTlsConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects what messages point to: walks all fields, into those extensions that it knows. What
 * requests themselves decide (cluster headers, plugins, matchers in Lua) nobody can tell.
 */
final class LinkFinder {
  private static final String SECRET = "envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig";
  private static final String FILTERS = "envoy.extensions.filters.";

  /** Fields that hold the name of a cluster. */
  private static final Set<String> CLUSTERS =
      Set.of(
          "envoy.config.route.v3.RouteAction.cluster",
          "envoy.config.route.v3.RouteAction.RequestMirrorPolicy.cluster",
          "envoy.config.route.v3.WeightedCluster.ClusterWeight.name",
          "envoy.config.core.v3.GrpcService.EnvoyGrpc.cluster_name",
          "envoy.config.core.v3.HttpUri.cluster",
          "envoy.config.trace.v3.ZipkinConfig.collector_cluster",
          FILTERS + "network.tcp_proxy.v3.TcpProxy.cluster",
          FILTERS + "network.tcp_proxy.v3.TcpProxy.WeightedCluster.ClusterWeight.name",
          FILTERS + "network.redis_proxy.v3.RedisProxy.PrefixRoutes.Route.cluster",
          FILTERS + "network.thrift_proxy.v3.RouteAction.cluster",
          FILTERS + "network.thrift_proxy.v3.WeightedCluster.ClusterWeight.name",
          FILTERS + "udp.udp_proxy.v3.UdpProxyConfig.cluster",
          FILTERS + "udp.udp_proxy.v3.Route.cluster");

  /** Fields that hold the name of a route configuration. */
  private static final Set<String> ROUTES =
      Set.of(
          FILTERS + "network.http_connection_manager.v3.Rds.route_config_name",
          "envoy.config.route.v3.ScopedRouteConfiguration.route_configuration_name");

  private static final Map<String, Message> KNOWN = new HashMap<>();

  static {
    List.<Message>of(
            CredentialInjector.getDefaultInstance(),
            DownstreamTlsContext.getDefaultInstance(),
            ExtAuthz.getDefaultInstance(),
            ExtAuthzPerRoute.getDefaultInstance(),
            ExtProcPerRoute.getDefaultInstance(),
            ExternalProcessor.getDefaultInstance(),
            Generic.getDefaultInstance(),
            HttpConnectionManager.getDefaultInstance(),
            HttpGrpcAccessLogConfig.getDefaultInstance(),
            JwtAuthentication.getDefaultInstance(),
            OAuth2.getDefaultInstance(),
            OpenTelemetryAccessLogConfig.getDefaultInstance(),
            ProxyProtocolUpstreamTransport.getDefaultInstance(),
            QuicDownstreamTransport.getDefaultInstance(),
            QuicUpstreamTransport.getDefaultInstance(),
            RateLimit.getDefaultInstance(),
            RedisProxy.getDefaultInstance(),
            StartTlsConfig.getDefaultInstance(),
            TcpGrpcAccessLogConfig.getDefaultInstance(),
            TcpProxy.getDefaultInstance(),
            ThriftProxy.getDefaultInstance(),
            UdpProxyConfig.getDefaultInstance(),
            UpstreamTlsContext.getDefaultInstance())
        .forEach(message -> KNOWN.put(message.getDescriptorForType().getFullName(), message));
  }

  private final Set<String> clusters = new LinkedHashSet<>();
  private final Set<String> routes = new LinkedHashSet<>();
  private final Set<String> secrets = new LinkedHashSet<>();

  /** What a message points to. */
  static Refs refs(Message message) throws InvalidProtocolBufferException {
    LinkFinder finder = new LinkFinder();
    finder.walk(message);
    return new Refs(finder.clusters, finder.routes, finder.secrets);
  }

  private void walk(Message message) throws InvalidProtocolBufferException {
    if (message instanceof Any any) {
      Message inside = unpack(any);
      if (inside != null) {
        walk(inside);
      }
      return;
    }
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      if (field.getKey().isRepeated()) {
        for (Object value : (List<?>) field.getValue()) {
          see(message, field.getKey(), value);
        }
      } else {
        see(message, field.getKey(), field.getValue());
      }
    }
  }

  private void see(Message message, FieldDescriptor field, Object value)
      throws InvalidProtocolBufferException {
    if (value instanceof Message inside) {
      walk(inside);
    } else if (value instanceof String text && !text.isEmpty()) {
      String name = field.getFullName();
      if (CLUSTERS.contains(name)) {
        clusters.add(text);
      } else if (ROUTES.contains(name)) {
        routes.add(text);
      } else if (name.equals(SECRET + ".name") && isServed(message)) {
        secrets.add(text);
      }
    }
  }

  /** A secret without a source is one of the bootstrap. */
  private static boolean isServed(Message secret) {
    return secret.hasField(secret.getDescriptorForType().findFieldByName("sds_config"));
  }

  private static @Nullable Message unpack(Any any) throws InvalidProtocolBufferException {
    String url = any.getTypeUrl();
    Message known = KNOWN.get(url.substring(url.lastIndexOf('/') + 1));
    return known == null ? null : known.getParserForType().parseFrom(any.getValue());
  }
}
