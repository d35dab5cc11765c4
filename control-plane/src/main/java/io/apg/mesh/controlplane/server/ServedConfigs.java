package io.apg.mesh.controlplane.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.apg.mesh.controlplane.observed.ObjectRef;
import io.apg.mesh.controlplane.observed.ServedConfig;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.FilterConfig;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.ScopedRouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.access_loggers.stream.v3.StdoutAccessLog;
import io.envoyproxy.envoy.extensions.filters.http.lua.v3.Lua;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSession;
import io.envoyproxy.envoy.extensions.filters.http.stateful_session.v3.StatefulSessionPerRoute;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy;
import io.envoyproxy.envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation;
import io.envoyproxy.envoy.extensions.http.stateful_session.cookie.v3.CookieBasedSessionState;
import io.envoyproxy.envoy.extensions.network.dns_resolver.cares.v3.CaresDnsResolverConfig;
import io.envoyproxy.envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.service.runtime.v3.Runtime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Snapshots in the form in which Envoy reads them from a file, and shows them. Stateless. */
final class ServedConfigs {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer()
          .preservingProtoFieldNames()
          .usingTypeRegistry(
              TypeRegistry.newBuilder()
                  .add(CaresDnsResolverConfig.getDescriptor())
                  .add(FilterConfig.getDescriptor())
                  .add(HeaderMutation.getDescriptor())
                  .add(HttpConnectionManager.getDescriptor())
                  .add(HttpProtocolOptions.getDescriptor())
                  .add(Lua.getDescriptor())
                  .add(PreviousHostsPredicate.getDescriptor())
                  .add(Router.getDescriptor())
                  .add(StatefulSession.getDescriptor())
                  .add(StatefulSessionPerRoute.getDescriptor())
                  .add(CookieBasedSessionState.getDescriptor())
                  .add(StdoutAccessLog.getDescriptor())
                  .add(TcpProxy.getDescriptor())
                  .build());

  private ServedConfigs() {}

  static ServedConfig of(Snapshot snapshot) {
    List<ServedConfig.Type> types = new ArrayList<>();
    Set<String> routes = routes(snapshot);
    for (XdsType type : XdsType.values()) {
      if (!XdsType.MAIN.contains(type) && snapshot.size(type) == 0) {
        continue;
      }
      types.add(
          new ServedConfig.Type(
              ProxyBoard.word(type),
              snapshot.version(type),
              snapshot.resources(type).stream()
                  .filter(one -> type != XdsType.ROUTE || routes.contains(one.name()))
                  .map(ServedConfigs::item)
                  .toList()));
    }
    return new ServedConfig(snapshot.revision(), types);
  }

  /** Names of the route configurations that listeners lead to: others are for other proxies. */
  private static Set<String> routes(Snapshot snapshot) {
    Set<String> routes = new HashSet<>();
    boolean scopes = false;
    for (Resource resource : snapshot.resources(XdsType.LISTENER)) {
      if (resource instanceof EncodedResource listener) {
        routes.addAll(listener.refs().routes());
        scopes |= listener.refs().scopes();
      }
    }
    if (scopes) {
      for (Resource resource : snapshot.resources(XdsType.SCOPED_ROUTE)) {
        if (resource instanceof EncodedResource scope) {
          routes.addAll(scope.refs().routes());
        }
      }
    }
    return routes;
  }

  private static ServedConfig.Item item(Resource resource) {
    List<ObjectRef> objects =
        resource.origins().stream().map(o -> new ObjectRef(o.kind(), o.id())).distinct().toList();
    return new ServedConfig.Item(
        resource.name(), resource.version(), objects, body(resource.type(), resource.body()));
  }

  private static Struct body(XdsType type, ByteString bytes) {
    try {
      Struct.Builder struct = Struct.newBuilder();
      JsonFormat.parser().merge(PRINTER.print(message(type, bytes)), struct);
      return struct.build();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a resource of type " + type + " that cannot be shown", e);
    }
  }

  private static Message message(XdsType type, ByteString bytes)
      throws InvalidProtocolBufferException {
    return switch (type) {
      case CLUSTER -> Cluster.parseFrom(bytes);
      case ENDPOINT -> ClusterLoadAssignment.parseFrom(bytes);
      case LISTENER -> Listener.parseFrom(bytes);
      case SCOPED_ROUTE -> ScopedRouteConfiguration.parseFrom(bytes);
      case ROUTE -> RouteConfiguration.parseFrom(bytes);
      case VIRTUAL_HOST -> VirtualHost.parseFrom(bytes);
      case RUNTIME -> Runtime.parseFrom(bytes);
      case EXTENSION_CONFIG -> TypedExtensionConfig.parseFrom(bytes);
      // Its content is nobody's business.
      case SECRET -> Secret.newBuilder().setName(Secret.parseFrom(bytes).getName()).build();
    };
  }
}
