package io.apg.mesh.controlplane.admin;

import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.Change.Mode;
import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Problem;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.v1.AddEndpointRequest;
import io.apg.mesh.v1.DeleteEndpointRequest;
import io.apg.mesh.v1.DeleteEndpointResponse;
import io.apg.mesh.v1.EndpointObject;
import io.apg.mesh.v1.ListEndpointsRequest;
import io.apg.mesh.v1.ListEndpointsResponse;
import io.apg.mesh.v1.UpdateEndpointRequest;
import java.util.ArrayList;
import java.util.List;

/** What can be done with the endpoints of a service one by one. */
final class Endpoints {
  private final PinnedStates states;
  private final DryRuns runs;

  Endpoints(PinnedStates states, DryRuns runs) {
    this.states = states;
    this.runs = runs;
  }

  ListEndpointsResponse list(ListEndpointsRequest request) {
    Page.Request wanted =
        Page.Request.of(
            "endpoints/" + request.getServiceId(),
            request.hasPageSize(),
            request.getPageSize(),
            request.getPageToken());
    Page<EndpointObject> page =
        states.page(
            wanted,
            (state, revision) -> {
              Service service = service(state, request.getServiceId());
              return Page.of(
                      state.endpointsOf(service.id()).values(), Endpoint::id, wanted, revision)
                  .map(endpoint -> EndpointMapping.toProto(endpoint, service.protocol()));
            });
    return ListEndpointsResponse.newBuilder()
        .addAllEndpoints(page.objects())
        .setTotal(page.total())
        .setNextPageToken(page.nextToken())
        .build();
  }

  EndpointObject add(AddEndpointRequest request) {
    return put(Mode.APPLY, request.getServiceId(), request.getEndpoint(), new ArrayList<>());
  }

  EndpointObject update(UpdateEndpointRequest request) {
    EndpointObject endpoint = request.getEndpoint();
    String id = request.getEndpointId();
    List<Problem> problems = new ArrayList<>();
    if (endpoint.hasEndpointId() && !endpoint.getEndpointId().equals(id)) {
      new Faults(problems, 0, "")
          .invalid("endpoint_id", endpoint.getEndpointId(), id + ", which cannot change");
    }
    return put(
        Mode.REPLACE,
        request.getServiceId(),
        endpoint.toBuilder().setEndpointId(id).build(),
        problems);
  }

  DeleteEndpointResponse delete(DeleteEndpointRequest request) {
    TenantState now = states.current();
    Service service = service(now, request.getServiceId());
    find(now, service.id(), request.getEndpointId());
    Long expected = request.hasExpectedRevision() ? request.getExpectedRevision() : null;
    Change change = new Change.Delete(ObjectKind.ENDPOINT, request.getEndpointId(), expected);
    DryRuns.One done = runs.one(change, List.of(), false);
    DeleteEndpointResponse.Builder response =
        DeleteEndpointResponse.newBuilder()
            .setServiceId(service.id())
            .setEndpointId(done.id())
            .setRevision(done.revision());
    if (done.dryRun() != null) {
      response.setDryRun(done.dryRun());
    }
    return response.build();
  }

  private EndpointObject put(
      Mode mode, String serviceId, EndpointObject endpoint, List<Problem> problems) {
    service(states.current(), serviceId);
    Long expected = endpoint.hasExpectedRevision() ? endpoint.getExpectedRevision() : null;
    Change change =
        new Change.PutEndpoint(
            mode,
            serviceId,
            EndpointMapping.toSpec(endpoint, new Faults(problems, 0, "")),
            expected);
    DryRuns.One done = runs.one(change, problems, false);
    EndpointObject shown = find(done.state(), serviceId, done.id());
    return done.dryRun() == null ? shown : shown.toBuilder().setDryRun(done.dryRun()).build();
  }

  private static EndpointObject find(TenantState state, String serviceId, String id) {
    Service service = service(state, serviceId);
    Endpoint endpoint = state.endpointsOf(serviceId).get(id);
    if (endpoint == null) {
      throw Refusals.notFound(ObjectKind.ENDPOINT.word(), id);
    }
    return EndpointMapping.toProto(endpoint, service.protocol());
  }

  private static Service service(TenantState state, String id) {
    Service service = state.service(id);
    if (service == null) {
      throw Refusals.notFound(ObjectKind.SERVICE.word(), id);
    }
    return service;
  }
}
