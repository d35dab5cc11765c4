package io.apg.mesh.controlplane.admin;

import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.Change.Mode;
import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Problem;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.v1.EndpointList;
import io.apg.mesh.v1.EndpointObject;
import io.apg.mesh.v1.LifecycleStatus;
import io.apg.mesh.v1.LoadBalancerObject;
import io.apg.mesh.v1.PatchEndpointRequest;
import io.apg.mesh.v1.PatchLoadBalancerRequest;
import io.apg.mesh.v1.PatchRouteRequest;
import io.apg.mesh.v1.PatchServiceRequest;
import io.apg.mesh.v1.RouteObject;
import io.apg.mesh.v1.ServiceIdList;
import io.apg.mesh.v1.ServiceObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Patches as changes: each reads the object inside the store's write lock, merges, and replaces, so
 * that patches of different fields never undo each other, and what a replacement is refused for
 * refuses a patch too. Where the object is gone, the change is what the patch itself says.
 */
final class Patches {
  private static final String KEPT = "the value it has, which cannot change";

  private Patches() {}

  static Change service(PatchServiceRequest request, List<Problem> problems) {
    String id = request.getServiceId();
    ServiceObject said = request.getService();
    Faults faults = new Faults(problems, 0, "");
    Patch patch = Patch.of(said, request.getUpdateMask(), faults);
    patch.refuseToClear(faults, KEPT, "service_id", "service_name", "service_version", "namespace");
    patch.refuseToClear(faults, "true or false", "default");
    checkId(faults, "service_id", said.hasServiceId(), said.getServiceId(), id);
    Change alone = service(patch, id, ServiceObject.newBuilder(), faults);
    return new Change.Edit(
        ObjectKind.SERVICE,
        id,
        state -> {
          Service service = state.service(id);
          return service == null
              ? alone
              : service(patch, id, ServiceMapping.withoutEndpoints(service), told());
        });
  }

  static Change route(PatchRouteRequest request, List<Problem> problems) {
    String id = request.getRouteId();
    RouteObject said = request.getRoute();
    Faults faults = new Faults(problems, 0, "");
    Patch patch = Patch.of(said, request.getUpdateMask(), faults);
    patch.refuseToClear(faults, KEPT, "route_id", "route_name");
    checkId(faults, "route_id", said.hasRouteId(), said.getRouteId(), id);
    Change alone = route(patch, id, RouteObject.newBuilder(), faults);
    return new Change.Edit(
        ObjectKind.ROUTE,
        id,
        state -> {
          Route route = state.route(id);
          return route == null
              ? alone
              : route(patch, id, RouteMapping.toProto(route).toBuilder(), told());
        });
  }

  static Change loadBalancer(PatchLoadBalancerRequest request, List<Problem> problems) {
    String id = request.getLoadBalancerId();
    LoadBalancerObject said = request.getLoadBalancer();
    Faults faults = new Faults(problems, 0, "");
    Patch patch = Patch.of(said, request.getUpdateMask(), faults);
    patch.refuseToClear(faults, KEPT, "load_balancer_id", "load_balancer_name");
    checkId(faults, "load_balancer_id", said.hasLoadBalancerId(), said.getLoadBalancerId(), id);
    Change alone = loadBalancer(patch, id, LoadBalancerObject.newBuilder(), faults);
    return new Change.Edit(
        ObjectKind.LOAD_BALANCER,
        id,
        state -> {
          LoadBalancer balancer = state.loadBalancer(id);
          if (balancer == null) {
            return alone;
          }
          // Which services use it is theirs to say where the patch does not.
          LoadBalancerObject.Builder now =
              LoadBalancerMapping.toProto(balancer, state).toBuilder().clearServiceIds();
          return loadBalancer(patch, id, now, told());
        });
  }

  static Change endpoint(PatchEndpointRequest request, List<Problem> problems) {
    String id = request.getEndpointId();
    EndpointObject said = request.getEndpoint();
    Faults faults = new Faults(problems, 0, "");
    Patch patch = Patch.of(said, request.getUpdateMask(), faults);
    patch.refuseToClear(faults, KEPT, "endpoint_id", "host", "port");
    checkId(faults, "endpoint_id", said.hasEndpointId(), said.getEndpointId(), id);
    Change alone = endpoint(patch, request, EndpointObject.newBuilder(), faults);
    return new Change.Edit(
        ObjectKind.ENDPOINT,
        id,
        state -> {
          EndpointObject.Builder now = endpoint(state, request.getServiceId(), id);
          return now == null ? alone : endpoint(patch, request, now, told());
        });
  }

  private static Change service(
      Patch patch, String id, ServiceObject.Builder object, Faults faults) {
    patch.applyTo(object);
    if (patch.clears("status")) {
      object.setStatus(LifecycleStatus.LIFECYCLE_STATUS_ACTIVE);
    }
    if (patch.clears("load_balancer_id")) {
      object.setLoadBalancerId("");
    }
    if (patch.clears("endpoints")) {
      object.setEndpoints(EndpointList.getDefaultInstance());
    }
    return ServiceMapping.toChange(Mode.REPLACE, object.setServiceId(id).build(), faults);
  }

  private static Change route(Patch patch, String id, RouteObject.Builder object, Faults faults) {
    patch.applyTo(object);
    return RouteMapping.toChange(Mode.REPLACE, object.setRouteId(id).build(), faults);
  }

  private static Change loadBalancer(
      Patch patch, String id, LoadBalancerObject.Builder object, Faults faults) {
    patch.applyTo(object);
    if (patch.clears("service_ids")) {
      object.setServiceIds(ServiceIdList.getDefaultInstance());
    }
    return LoadBalancerMapping.toChange(Mode.REPLACE, object.setLoadBalancerId(id).build(), faults);
  }

  private static Change endpoint(
      Patch patch, PatchEndpointRequest request, EndpointObject.Builder object, Faults faults) {
    patch.applyTo(object);
    object.setEndpointId(request.getEndpointId());
    Long expected = object.hasExpectedRevision() ? object.getExpectedRevision() : null;
    return new Change.PutEndpoint(
        Mode.REPLACE,
        request.getServiceId(),
        EndpointMapping.toSpec(object.build(), faults),
        expected);
  }

  private static EndpointObject.@Nullable Builder endpoint(
      TenantState state, String serviceId, String id) {
    Service service = state.service(serviceId);
    Endpoint endpoint = service == null ? null : state.endpoint(serviceId, id);
    return service == null || endpoint == null
        ? null
        : EndpointMapping.toProto(endpoint, service.protocol()).toBuilder();
  }

  private static void checkId(Faults faults, String field, boolean said, String value, String id) {
    if (said && !value.equals(id)) {
      faults.invalid(field, value, id + ", which cannot change");
    }
  }

  /** What is wrong with words of the patch has been told; those of the registry are right. */
  private static Faults told() {
    return new Faults(new ArrayList<>(), 0, "");
  }
}
