package io.apg.mesh.controlplane.admin;

import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.Change.Mode;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Problem;
import io.apg.mesh.v1.ApplyObject;
import io.apg.mesh.v1.ApplyObjectsRequest;
import io.apg.mesh.v1.ApplyObjectsResponse;
import io.apg.mesh.v1.ApplyServiceGrpc;
import io.apg.mesh.v1.LoadBalancerObject;
import io.apg.mesh.v1.RouteObject;
import io.apg.mesh.v1.ServiceObject;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Many changes at once, over gRPC. */
final class Applies extends ApplyServiceGrpc.ApplyServiceImplBase {
  private static final Change NOTHING = new Change.ObserveAddresses(Map.of());

  private final Calls calls;
  private final DryRuns runs;

  Applies(Calls calls, DryRuns runs) {
    this.calls = calls;
    this.runs = runs;
  }

  @Override
  public void apply(ApplyObjectsRequest request, StreamObserver<ApplyObjectsResponse> observer) {
    calls.write(observer, () -> apply(request));
  }

  private ApplyObjectsResponse apply(ApplyObjectsRequest request) {
    List<Problem> problems = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    if (request.getObjectsCount() == 0) {
      new Faults(problems, Problem.REQUEST, "").invalid("objects", "none", "at least one");
    }
    for (ApplyObject object : request.getObjectsList()) {
      changes.add(toChange(object, new Faults(problems, changes.size(), "")));
    }
    String prune = null;
    if (request.hasPrune()) {
      prune = request.getPrune().getLabel();
      if (!request.getPrune().hasLabel()) {
        new Faults(problems, Problem.REQUEST, "/prune").missing("label");
      }
    }
    String summary =
        changes.size() == 1 ? Summaries.of(changes.get(0)) : "apply " + changes.size() + " objects";
    return runs.run(
        new Writer.Many(
            summary,
            changes,
            problems,
            request.getForce(),
            prune,
            index -> index < 0 ? "" : "/objects/" + index),
        request.getDryRun());
  }

  private static Change toChange(ApplyObject object, Faults faults) {
    switch (object.getObjectCase()) {
      case SERVICE -> {
        ServiceObject service = object.getService();
        if (!object.getDelete()) {
          return ServiceMapping.toChange(Mode.APPLY, service, faults);
        }
        if (service.hasServiceId()) {
          return new Change.Delete(
              ObjectKind.SERVICE,
              service.getServiceId(),
              ServiceMapping.expectedRevision(service),
              true);
        }
        faults.missing("service_id");
      }
      case ROUTE -> {
        RouteObject route = object.getRoute();
        if (!object.getDelete()) {
          return RouteMapping.toChange(Mode.APPLY, route, faults);
        }
        if (route.hasRouteId()) {
          return new Change.Delete(
              ObjectKind.ROUTE, route.getRouteId(), RouteMapping.expectedRevision(route), true);
        }
        faults.missing("route_id");
      }
      case LOAD_BALANCER -> {
        LoadBalancerObject balancer = object.getLoadBalancer();
        if (!object.getDelete()) {
          return LoadBalancerMapping.toChange(Mode.APPLY, balancer, faults);
        }
        if (balancer.hasLoadBalancerId()) {
          return new Change.Delete(
              ObjectKind.LOAD_BALANCER,
              balancer.getLoadBalancerId(),
              LoadBalancerMapping.expectedRevision(balancer),
              true);
        }
        faults.missing("load_balancer_id");
      }
      case OBJECT_NOT_SET -> faults.missing("kind");
    }
    // Keeps the place of an object that is refused anyway.
    return NOTHING;
  }
}
