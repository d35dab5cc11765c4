package io.apg.mesh.controlplane.admin;

import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.Change.Mode;
import io.apg.mesh.registry.DestinationSpec;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Problem;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.v1.CreateRouteRequest;
import io.apg.mesh.v1.DeleteRouteRequest;
import io.apg.mesh.v1.DeleteRouteResponse;
import io.apg.mesh.v1.GetRouteRequest;
import io.apg.mesh.v1.ListRoutesRequest;
import io.apg.mesh.v1.ListRoutesResponse;
import io.apg.mesh.v1.RouteObject;
import io.apg.mesh.v1.RouteRegistryGrpc;
import io.apg.mesh.v1.SplitTrafficRequest;
import io.apg.mesh.v1.UpdateRouteRequest;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;

/** The routes of the registry, over gRPC. */
final class Routes extends RouteRegistryGrpc.RouteRegistryImplBase {
  private final Calls calls;
  private final PinnedStates states;
  private final DryRuns runs;
  private final DeliveryMapping deliveries;

  Routes(Calls calls, PinnedStates states, DryRuns runs, DeliveryMapping deliveries) {
    this.calls = calls;
    this.states = states;
    this.runs = runs;
    this.deliveries = deliveries;
  }

  @Override
  public void createRoute(CreateRouteRequest request, StreamObserver<RouteObject> observer) {
    calls.write(observer, () -> put(Mode.CREATE, request.getRoute(), new ArrayList<>()));
  }

  @Override
  public void updateRoute(UpdateRouteRequest request, StreamObserver<RouteObject> observer) {
    calls.write(
        observer,
        () -> {
          RouteObject route = request.getRoute();
          List<Problem> problems = new ArrayList<>();
          String id = request.getRouteId();
          if (route.hasRouteId() && !route.getRouteId().equals(id)) {
            new Faults(problems, 0, "")
                .invalid("route_id", route.getRouteId(), id + ", which cannot change");
          }
          return put(Mode.REPLACE, route.toBuilder().setRouteId(id).build(), problems);
        });
  }

  @Override
  public void getRoute(GetRouteRequest request, StreamObserver<RouteObject> observer) {
    calls.read(observer, () -> find(request.getRouteId()));
  }

  @Override
  public void listRoutes(ListRoutesRequest request, StreamObserver<ListRoutesResponse> observer) {
    calls.read(observer, () -> list(request));
  }

  @Override
  public void deleteRoute(
      DeleteRouteRequest request, StreamObserver<DeleteRouteResponse> observer) {
    calls.write(
        observer,
        () -> {
          Long expected = request.hasExpectedRevision() ? request.getExpectedRevision() : null;
          Change change = new Change.Delete(ObjectKind.ROUTE, request.getRouteId(), expected);
          DryRuns.One done = runs.one(change, List.of(), request.getForce());
          DeleteRouteResponse.Builder response =
              DeleteRouteResponse.newBuilder().setRouteId(done.id()).setRevision(done.revision());
          if (done.dryRun() != null) {
            response.setDryRun(done.dryRun());
          }
          return response.build();
        });
  }

  @Override
  public void splitTraffic(SplitTrafficRequest request, StreamObserver<RouteObject> observer) {
    calls.write(
        observer,
        () -> {
          List<DestinationSpec> destinations =
              request.getDestinationServicesList().stream().map(RouteMapping::toSpec).toList();
          Long expected = request.hasExpectedRevision() ? request.getExpectedRevision() : null;
          Change change = new Change.SetDestinations(request.getRouteId(), destinations, expected);
          return shown(runs.one(change, List.of(), false));
        });
  }

  private RouteObject put(Mode mode, RouteObject route, List<Problem> problems) {
    Change change = RouteMapping.toChange(mode, route, new Faults(problems, 0, ""));
    return shown(runs.one(change, problems, false));
  }

  private RouteObject find(String id) {
    return find(states.current(), id);
  }

  private RouteObject shown(DryRuns.One done) {
    RouteObject route = find(done.state(), done.id());
    return done.dryRun() == null ? route : route.toBuilder().setDryRun(done.dryRun()).build();
  }

  private RouteObject find(TenantState state, String id) {
    Route route = state.route(id);
    if (route == null) {
      throw Refusals.notFound(ObjectKind.ROUTE.word(), id);
    }
    return deliveries.with(RouteMapping.toProto(route));
  }

  private ListRoutesResponse list(ListRoutesRequest request) {
    Page.Request wanted =
        Page.Request.of(
            "routes", request.hasPageSize(), request.getPageSize(), request.getPageToken());
    Page<RouteObject> page =
        states.page(
            wanted,
            (state, revision) ->
                Page.of(state.routes().values(), Route::id, wanted, revision)
                    .map(route -> deliveries.with(RouteMapping.toProto(route))));
    return ListRoutesResponse.newBuilder()
        .addAllRoutes(page.objects())
        .setTotal(page.total())
        .setNextPageToken(page.nextToken())
        .build();
  }
}
