package io.apg.mesh.controlplane.admin;

import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.Change.Mode;
import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Problem;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.v1.CreateLoadBalancerRequest;
import io.apg.mesh.v1.DeleteLoadBalancerRequest;
import io.apg.mesh.v1.DeleteLoadBalancerResponse;
import io.apg.mesh.v1.GetLoadBalancerRequest;
import io.apg.mesh.v1.ListLoadBalancersRequest;
import io.apg.mesh.v1.ListLoadBalancersResponse;
import io.apg.mesh.v1.LoadBalancerObject;
import io.apg.mesh.v1.LoadBalancerRegistryGrpc;
import io.apg.mesh.v1.UpdateLoadBalancerRequest;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;

/** The load balancers of the registry, over gRPC. */
final class LoadBalancers extends LoadBalancerRegistryGrpc.LoadBalancerRegistryImplBase {
  private final Calls calls;
  private final PinnedStates states;
  private final DryRuns runs;
  private final DeliveryMapping deliveries;

  LoadBalancers(Calls calls, PinnedStates states, DryRuns runs, DeliveryMapping deliveries) {
    this.calls = calls;
    this.states = states;
    this.runs = runs;
    this.deliveries = deliveries;
  }

  @Override
  public void createLoadBalancer(
      CreateLoadBalancerRequest request, StreamObserver<LoadBalancerObject> observer) {
    calls.write(observer, () -> put(Mode.CREATE, request.getLoadBalancer(), new ArrayList<>()));
  }

  @Override
  public void updateLoadBalancer(
      UpdateLoadBalancerRequest request, StreamObserver<LoadBalancerObject> observer) {
    calls.write(
        observer,
        () -> {
          LoadBalancerObject balancer = request.getLoadBalancer();
          List<Problem> problems = new ArrayList<>();
          String id = request.getLoadBalancerId();
          String said = balancer.getLoadBalancerId();
          if (balancer.hasLoadBalancerId() && !said.equals(id)) {
            new Faults(problems, 0, "")
                .invalid("load_balancer_id", said, id + ", which cannot change");
          }
          return put(Mode.REPLACE, balancer.toBuilder().setLoadBalancerId(id).build(), problems);
        });
  }

  @Override
  public void getLoadBalancer(
      GetLoadBalancerRequest request, StreamObserver<LoadBalancerObject> observer) {
    calls.read(observer, () -> find(request.getLoadBalancerId()));
  }

  @Override
  public void listLoadBalancers(
      ListLoadBalancersRequest request, StreamObserver<ListLoadBalancersResponse> observer) {
    calls.read(observer, () -> list(request));
  }

  @Override
  public void deleteLoadBalancer(
      DeleteLoadBalancerRequest request, StreamObserver<DeleteLoadBalancerResponse> observer) {
    calls.write(
        observer,
        () -> {
          Long expected = request.hasExpectedRevision() ? request.getExpectedRevision() : null;
          Change change =
              new Change.Delete(ObjectKind.LOAD_BALANCER, request.getLoadBalancerId(), expected);
          DryRuns.One done = runs.one(change, List.of(), request.getForce());
          DeleteLoadBalancerResponse.Builder response =
              DeleteLoadBalancerResponse.newBuilder()
                  .setLoadBalancerId(done.id())
                  .setRevision(done.revision());
          if (done.dryRun() != null) {
            response.setDryRun(done.dryRun());
          }
          return response.build();
        });
  }

  private LoadBalancerObject put(Mode mode, LoadBalancerObject balancer, List<Problem> problems) {
    Change change = LoadBalancerMapping.toChange(mode, balancer, new Faults(problems, 0, ""));
    return shown(runs.one(change, problems, false));
  }

  private LoadBalancerObject find(String id) {
    return find(states.current(), id);
  }

  private LoadBalancerObject shown(DryRuns.One done) {
    LoadBalancerObject balancer = find(done.state(), done.id());
    return done.dryRun() == null ? balancer : balancer.toBuilder().setDryRun(done.dryRun()).build();
  }

  private LoadBalancerObject find(TenantState state, String id) {
    LoadBalancer balancer = state.loadBalancer(id);
    if (balancer == null) {
      throw Refusals.notFound(ObjectKind.LOAD_BALANCER.title(), id);
    }
    return deliveries.with(LoadBalancerMapping.toProto(balancer, state));
  }

  private ListLoadBalancersResponse list(ListLoadBalancersRequest request) {
    Page.Request wanted =
        Page.Request.of(
            "load_balancers", request.hasPageSize(), request.getPageSize(), request.getPageToken());
    Page<LoadBalancerObject> page =
        states.page(
            wanted,
            (state, revision) ->
                Page.of(state.loadBalancers().values(), LoadBalancer::id, wanted, revision)
                    .map(
                        balancer -> deliveries.with(LoadBalancerMapping.toProto(balancer, state))));
    return ListLoadBalancersResponse.newBuilder()
        .addAllLoadBalancers(page.objects())
        .setTotal(page.total())
        .setNextPageToken(page.nextToken())
        .build();
  }
}
