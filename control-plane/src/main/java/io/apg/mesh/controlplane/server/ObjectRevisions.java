package io.apg.mesh.controlplane.server;

import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.EndpointNames;
import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.Stamps;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.snapshot.Origin;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The revisions of the objects that resources are made from. */
record ObjectRevisions(Supplier<MeshState> state) {
  /** Of the last change of an object; 0 = it is gone. */
  long of(String tenant, Origin origin) {
    Stamps stamps = stamps(state.get().tenant(tenant), origin);
    return stamps == null ? 0 : stamps.revision();
  }

  private static @Nullable Stamps stamps(TenantState state, Origin origin) {
    String id = origin.id();
    switch (origin.kind()) {
      case "service" -> {
        Service service = state.service(id);
        return service == null ? null : service.stamps();
      }
      case "route" -> {
        Route route = state.route(id);
        return route == null ? null : route.stamps();
      }
      case "load_balancer" -> {
        LoadBalancer balancer = state.loadBalancer(id);
        return balancer == null ? null : balancer.stamps();
      }
      case "endpoint" -> {
        Endpoint endpoint = state.endpointsOf(EndpointNames.serviceOf(id)).get(id);
        return endpoint == null ? null : endpoint.stamps();
      }
      default -> {
        return null;
      }
    }
  }
}
