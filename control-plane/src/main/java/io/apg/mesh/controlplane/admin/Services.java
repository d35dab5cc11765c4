package io.apg.mesh.controlplane.admin;

import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.Change.Mode;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Problem;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceStatus;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.v1.AddEndpointRequest;
import io.apg.mesh.v1.CreateServiceRequest;
import io.apg.mesh.v1.DeleteEndpointRequest;
import io.apg.mesh.v1.DeleteEndpointResponse;
import io.apg.mesh.v1.DeleteServiceRequest;
import io.apg.mesh.v1.DeleteServiceResponse;
import io.apg.mesh.v1.EndpointObject;
import io.apg.mesh.v1.GetServiceRequest;
import io.apg.mesh.v1.ListEndpointsRequest;
import io.apg.mesh.v1.ListEndpointsResponse;
import io.apg.mesh.v1.ListServicesRequest;
import io.apg.mesh.v1.ListServicesResponse;
import io.apg.mesh.v1.ServiceObject;
import io.apg.mesh.v1.ServiceRegistryGrpc;
import io.apg.mesh.v1.SetServiceStatusRequest;
import io.apg.mesh.v1.UpdateEndpointRequest;
import io.apg.mesh.v1.UpdateServiceRequest;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The services of the registry and their endpoints, over gRPC. */
final class Services extends ServiceRegistryGrpc.ServiceRegistryImplBase {
  private final Calls calls;
  private final PinnedStates states;
  private final DryRuns runs;
  private final DeliveryMapping deliveries;
  private final Endpoints endpoints;

  Services(Calls calls, PinnedStates states, DryRuns runs, DeliveryMapping deliveries) {
    this.calls = calls;
    this.states = states;
    this.runs = runs;
    this.deliveries = deliveries;
    this.endpoints = new Endpoints(states, runs);
  }

  @Override
  public void createService(CreateServiceRequest request, StreamObserver<ServiceObject> observer) {
    calls.write(observer, () -> put(Mode.CREATE, request.getService(), new ArrayList<>()));
  }

  @Override
  public void updateService(UpdateServiceRequest request, StreamObserver<ServiceObject> observer) {
    calls.write(
        observer,
        () -> {
          ServiceObject service = request.getService();
          List<Problem> problems = new ArrayList<>();
          String id = request.getServiceId();
          if (service.hasServiceId() && !service.getServiceId().equals(id)) {
            new Faults(problems, 0, "")
                .invalid("service_id", service.getServiceId(), id + ", which cannot change");
          }
          return put(Mode.REPLACE, service.toBuilder().setServiceId(id).build(), problems);
        });
  }

  @Override
  public void getService(GetServiceRequest request, StreamObserver<ServiceObject> observer) {
    calls.read(observer, () -> find(request.getServiceId()));
  }

  @Override
  public void listServices(
      ListServicesRequest request, StreamObserver<ListServicesResponse> observer) {
    calls.read(observer, () -> list(request));
  }

  @Override
  public void deleteService(
      DeleteServiceRequest request, StreamObserver<DeleteServiceResponse> observer) {
    calls.write(
        observer,
        () -> {
          Long expected = request.hasExpectedRevision() ? request.getExpectedRevision() : null;
          Change change = new Change.Delete(ObjectKind.SERVICE, request.getServiceId(), expected);
          DryRuns.One done = runs.one(change, List.of(), request.getForce());
          DeleteServiceResponse.Builder response =
              DeleteServiceResponse.newBuilder()
                  .setServiceId(done.id())
                  .setRevision(done.revision());
          if (done.dryRun() != null) {
            response.setDryRun(done.dryRun());
          }
          return response.build();
        });
  }

  @Override
  public void setServiceStatus(
      SetServiceStatusRequest request, StreamObserver<ServiceObject> observer) {
    calls.write(
        observer,
        () -> {
          List<Problem> problems = new ArrayList<>();
          Faults faults = new Faults(problems, 0, "");
          ServiceStatus status =
              faults.word("status", request.hasStatus(), request.getStatus(), Enums.STATUS);
          if (!request.hasStatus()) {
            faults.missing("status");
          }
          Long expected = request.hasExpectedRevision() ? request.getExpectedRevision() : null;
          Change change =
              new Change.SetStatus(
                  request.getServiceId(),
                  Objects.requireNonNullElse(status, ServiceStatus.ACTIVE),
                  request.getReason(),
                  expected);
          return shown(runs.one(change, problems, false));
        });
  }

  @Override
  public void listEndpoints(
      ListEndpointsRequest request, StreamObserver<ListEndpointsResponse> observer) {
    calls.read(observer, () -> endpoints.list(request));
  }

  @Override
  public void addEndpoint(AddEndpointRequest request, StreamObserver<EndpointObject> observer) {
    calls.write(observer, () -> endpoints.add(request));
  }

  @Override
  public void updateEndpoint(
      UpdateEndpointRequest request, StreamObserver<EndpointObject> observer) {
    calls.write(observer, () -> endpoints.update(request));
  }

  @Override
  public void deleteEndpoint(
      DeleteEndpointRequest request, StreamObserver<DeleteEndpointResponse> observer) {
    calls.write(observer, () -> endpoints.delete(request));
  }

  private ServiceObject put(Mode mode, ServiceObject service, List<Problem> problems) {
    Change change = ServiceMapping.toChange(mode, service, new Faults(problems, 0, ""));
    return shown(runs.one(change, problems, false));
  }

  private ServiceObject find(String id) {
    return find(states.current(), id);
  }

  private ServiceObject shown(DryRuns.One done) {
    ServiceObject service = find(done.state(), done.id());
    return done.dryRun() == null ? service : service.toBuilder().setDryRun(done.dryRun()).build();
  }

  private ServiceObject find(TenantState state, String id) {
    Service service = state.service(id);
    if (service == null) {
      throw Refusals.notFound(ObjectKind.SERVICE.word(), id);
    }
    return deliveries.with(ServiceMapping.toProto(service, state));
  }

  private ListServicesResponse list(ListServicesRequest request) {
    Page.Request wanted =
        Page.Request.of(
            "services", request.hasPageSize(), request.getPageSize(), request.getPageToken());
    Page<ServiceObject> page =
        states.page(
            wanted,
            (state, revision) ->
                Page.of(
                        state.services().values().stream()
                            .filter(s -> isWanted(s, request))
                            .toList(),
                        Service::id,
                        wanted,
                        revision)
                    .map(service -> deliveries.with(ServiceMapping.toProto(service, state))));
    return ListServicesResponse.newBuilder()
        .addAllServices(page.objects())
        .setTotal(page.total())
        .setNextPageToken(page.nextToken())
        .build();
  }

  private static boolean isWanted(Service service, ListServicesRequest request) {
    return !request.hasNamespace() || service.name().namespace().equals(request.getNamespace());
  }
}
