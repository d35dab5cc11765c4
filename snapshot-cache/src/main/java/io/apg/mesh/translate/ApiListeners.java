package io.apg.mesh.translate;

import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Refs;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.RouteTable;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.Warming;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import java.util.List;
import java.util.Set;

/**
 * Makes what a client that is its own proxy asks for first: a listener named as what it dials, and
 * the route configuration of that, which is one virtual host under its name.
 */
final class ApiListeners {
  private ApiListeners() {}

  static EncodedResource listener(String dialled, String routes) {
    Listener.Builder listener = Listener.newBuilder().setName(dialled);
    listener.getApiListenerBuilder().setApiListener(Wire.any(ConnectionManagers.api(routes)));
    return EncodedResource.of(
        XdsType.LISTENER,
        dialled,
        listener.build(),
        Refs.toRoutes(Set.of(routes)),
        List.of(),
        Warming.NOTHING);
  }

  static RouteConfig routes(VirtualHostFragment host) {
    return new RouteConfig(
        host.name(), ProxyResources.routesHead(host.name()), RouteTable.EMPTY.with(host));
  }
}
