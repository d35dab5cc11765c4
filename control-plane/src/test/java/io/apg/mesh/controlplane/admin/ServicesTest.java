package io.apg.mesh.controlplane.admin;

import static io.apg.mesh.controlplane.admin.AdminFixture.endpoint;
import static io.apg.mesh.controlplane.admin.AdminFixture.refusal;
import static io.apg.mesh.controlplane.admin.AdminFixture.route;
import static io.apg.mesh.controlplane.admin.AdminFixture.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.v1.AddEndpointRequest;
import io.apg.mesh.v1.CreateRouteRequest;
import io.apg.mesh.v1.CreateServiceRequest;
import io.apg.mesh.v1.DeleteEndpointRequest;
import io.apg.mesh.v1.DeleteServiceRequest;
import io.apg.mesh.v1.EndpointObject;
import io.apg.mesh.v1.GetServiceRequest;
import io.apg.mesh.v1.LifecycleStatus;
import io.apg.mesh.v1.ListEndpointsRequest;
import io.apg.mesh.v1.ListEndpointsResponse;
import io.apg.mesh.v1.ServiceObject;
import io.apg.mesh.v1.ServiceProtocol;
import io.apg.mesh.v1.ServiceRegistryGrpc;
import io.apg.mesh.v1.SetServiceStatusRequest;
import io.apg.mesh.v1.UpdateEndpointRequest;
import io.apg.mesh.v1.UpdateServiceRequest;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServicesTest {
  @TempDir Path folder;

  private AdminFixture admin;

  @BeforeEach
  void open() {
    admin = AdminFixture.in(folder);
  }

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void create_answersTheObjectAndItsRevision() {
    ServiceObject created = create(service("orders", endpoint("10.0.0.1", 80)));

    assertThat(created.getServiceId()).isEqualTo("svc_orders");
    assertThat(created.getDefault()).isTrue();
    assertThat(created.getStatus()).isEqualTo(LifecycleStatus.LIFECYCLE_STATUS_ACTIVE);
    assertThat(created.getEndpoints().getEndpoints(0).getProtocol())
        .isEqualTo(ServiceProtocol.SERVICE_PROTOCOL_HTTP);
    assertThat(created.getRevision()).isEqualTo(admin.revision());
    assertThat(admin.effect()).isEqualTo("created");
    assertThat(get("svc_orders")).isEqualTo(created);
    assertThat(admin.store.revisions("default", Long.MAX_VALUE, 1).get(0).actor())
        .isEqualTo("anonymous");
  }

  @Test
  void create_manyMistakes_areAllReportedAndNothingChanges() {
    ServiceObject bad =
        ServiceObject.newBuilder()
            .setServiceName("Not A Label")
            .setProtocolValue(99)
            .addDependencies("svc_nowhere")
            .setEndpoints(
                service("x", endpoint("10.0.0.1", 70000), endpoint("bad host", 1)).getEndpoints())
            .build();

    ApiError error = refusal(() -> create(bad));

    assertThat(error.code()).isEqualTo(ErrorCode.INVALID);
    assertThat(error.details())
        .extracting(ApiError.Detail::field)
        .contains("/service_name", "/protocol", "/endpoints/0/port", "/endpoints/1/host");
    assertThat(error.detailsTotal()).isEqualTo(error.details().size());
    assertThat(admin.store.state().revision()).isZero();
  }

  @Test
  void callThatIsOnlyToBeChecked_changesNothing_howeverGoodItIs() {
    Metadata headers = new Metadata();
    headers.put(CallMetadata.CHECK_ONLY, "true");
    ServiceRegistryGrpc.ServiceRegistryBlockingStub checked =
        admin.services.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    ServiceObject bad = service("orders", endpoint("10.0.0.1", 70000));

    ApiError good = refusal(() -> checked.createService(request(service("orders"))));
    ApiError wrong = refusal(() -> checked.createService(request(bad)));

    assertThat(good.code()).isEqualTo(ErrorCode.INVALID);
    assertThat(good.details()).isEmpty();
    assertThat(wrong.field()).isEqualTo("/endpoints/0/port");
    assertThat(admin.store.state().revision()).isZero();
  }

  @Test
  void create_twice_namesTheExistingOne() {
    create(service("orders"));

    ApiError error = refusal(() -> create(service("orders")));

    assertThat(error.code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
    assertThat(error.message()).contains("svc_orders");
  }

  @Test
  void unknownIds_areNotFound() {
    create(service("orders"));

    assertNotFound(refusal(() -> get("svc_x")));
    assertNotFound(refusal(() -> update("svc_x", service("x"))));
    assertNotFound(refusal(() -> delete("svc_x", false)));
    assertNotFound(
        refusal(
            () ->
                admin.services.setServiceStatus(
                    SetServiceStatusRequest.newBuilder()
                        .setServiceId("svc_x")
                        .setStatus(LifecycleStatus.LIFECYCLE_STATUS_ACTIVE)
                        .build())));
    assertNotFound(
        refusal(
            () ->
                admin.services.listEndpoints(
                    ListEndpointsRequest.newBuilder().setServiceId("svc_x").build())));
    assertNotFound(refusal(() -> add("svc_x", endpoint("10.0.0.1", 80))));
    assertNotFound(refusal(() -> deleteEndpoint("svc_orders", "ep_orders~10.0.0.1~80")));
  }

  @Test
  void update_identity_cannotChange() {
    create(service("orders"));
    ServiceObject other = service("payments").toBuilder().setServiceId("svc_payments").build();

    ApiError error = refusal(() -> update("svc_orders", other));

    assertThat(error.code()).isEqualTo(ErrorCode.INVALID);
    assertThat(error.details())
        .extracting(ApiError.Detail::field)
        .containsExactlyInAnyOrder("/service_id", "/service_name");
  }

  @Test
  void update_expectedRevision_isComparedAndNamed() {
    ServiceObject created = create(service("orders"));
    ServiceObject edited = created.toBuilder().setDescription("edited").build();
    ServiceObject stale = edited.toBuilder().setExpectedRevision(77).build();

    ApiError error = refusal(() -> update("svc_orders", stale));

    assertThat(error.code()).isEqualTo(ErrorCode.REVISION_MISMATCH);
    assertThat(error.message()).contains(Long.toString(created.getRevision()));
    ServiceObject right = edited.toBuilder().setExpectedRevision(created.getRevision()).build();
    assertThat(update("svc_orders", right).getDescription()).isEqualTo("edited");
    assertThat(admin.effect()).isEqualTo("configured");
  }

  @Test
  void delete_referenced_namesTheReferrers_unlessForced() {
    create(service("orders"));
    admin.routes.createRoute(
        CreateRouteRequest.newBuilder().setRoute(route("r", "svc_orders")).build());

    ApiError error = refusal(() -> delete("svc_orders", false));

    assertThat(error.code()).isEqualTo(ErrorCode.IN_USE);
    assertThat(error.message()).contains("route/route_r");
    delete("svc_orders", true);
    assertThat(admin.effect()).isEqualTo("deleted");
    assertNotFound(refusal(() -> get("svc_orders")));
  }

  @Test
  void setStatus_needsOne() {
    create(service("orders"));
    SetServiceStatusRequest request =
        SetServiceStatusRequest.newBuilder().setServiceId("svc_orders").build();

    ApiError error = refusal(() -> admin.services.setServiceStatus(request));
    ServiceObject draining =
        admin.services.setServiceStatus(
            request.toBuilder()
                .setStatus(LifecycleStatus.LIFECYCLE_STATUS_DRAINING)
                .setReason("moving")
                .build());

    assertThat(error.field()).isEqualTo("/status");
    assertThat(draining.getStatus()).isEqualTo(LifecycleStatus.LIFECYCLE_STATUS_DRAINING);
    assertThat(draining.getStatusReason()).isEqualTo("moving");
  }

  @Test
  void setStatus_expectedRevision() {
    long revision = create(service("orders")).getRevision();
    SetServiceStatusRequest.Builder request =
        SetServiceStatusRequest.newBuilder()
            .setServiceId("svc_orders")
            .setStatus(LifecycleStatus.LIFECYCLE_STATUS_DRAINING);

    ApiError error =
        refusal(
            () ->
                admin.services.setServiceStatus(request.setExpectedRevision(revision + 1).build()));

    assertThat(error.code()).isEqualTo(ErrorCode.REVISION_MISMATCH);
    assertThat(
            admin
                .services
                .setServiceStatus(request.setExpectedRevision(revision).build())
                .getStatus())
        .isEqualTo(LifecycleStatus.LIFECYCLE_STATUS_DRAINING);
  }

  @Test
  void endpoints_oneByOne() {
    create(service("orders"));

    EndpointObject added = add("svc_orders", endpoint("10.0.0.1", 80));
    assertThat(admin.effect()).isEqualTo("created");
    add("svc_orders", added);
    assertThat(admin.effect()).isEqualTo("unchanged");
    String id = added.getEndpointId();
    EndpointObject heavier =
        admin.services.updateEndpoint(
            UpdateEndpointRequest.newBuilder()
                .setServiceId("svc_orders")
                .setEndpointId(id)
                .setEndpoint(EndpointObject.newBuilder().setWeight(500))
                .build());
    assertThat(heavier.getHost()).isEqualTo("10.0.0.1");
    assertThat(heavier.getWeight()).isEqualTo(500);
    assertThat(list().getEndpointsList()).containsExactly(heavier);
    ApiError moved =
        refusal(
            () ->
                admin.services.updateEndpoint(
                    UpdateEndpointRequest.newBuilder()
                        .setServiceId("svc_orders")
                        .setEndpointId(id)
                        .setEndpoint(endpoint("10.0.0.2", 80).toBuilder().setEndpointId("other"))
                        .build()));
    assertThat(moved.details())
        .extracting(ApiError.Detail::field)
        .containsExactlyInAnyOrder("/endpoint_id", "/host");
    assertThat(deleteEndpoint("svc_orders", id)).isEqualTo(admin.revision());
    assertThat(list().getTotal()).isZero();
  }

  @Test
  void endpointsOfAService_haveNoExpectedRevisionOfTheirOwn() {
    ApiError error =
        refusal(
            () ->
                create(
                    service(
                        "orders",
                        endpoint("10.0.0.1", 80).toBuilder().setExpectedRevision(1).build())));

    assertThat(error.field()).isEqualTo("/endpoints/0/expected_revision");
  }

  private static void assertNotFound(ApiError error) {
    assertThat(error.code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(error.message()).endsWith("does not exist");
    assertThat(error.details()).isEmpty();
  }

  private ServiceObject create(ServiceObject object) {
    return admin.services.createService(request(object));
  }

  private static CreateServiceRequest request(ServiceObject object) {
    return CreateServiceRequest.newBuilder().setService(object).build();
  }

  private ServiceObject get(String id) {
    return admin.services.getService(GetServiceRequest.newBuilder().setServiceId(id).build());
  }

  private ServiceObject update(String id, ServiceObject object) {
    return admin.services.updateService(
        UpdateServiceRequest.newBuilder().setServiceId(id).setService(object).build());
  }

  private long delete(String id, boolean force) {
    return admin
        .services
        .deleteService(DeleteServiceRequest.newBuilder().setServiceId(id).setForce(force).build())
        .getRevision();
  }

  private EndpointObject add(String id, EndpointObject object) {
    return admin.services.addEndpoint(
        AddEndpointRequest.newBuilder().setServiceId(id).setEndpoint(object).build());
  }

  private ListEndpointsResponse list() {
    return admin.services.listEndpoints(
        ListEndpointsRequest.newBuilder().setServiceId("svc_orders").build());
  }

  private long deleteEndpoint(String serviceId, String id) {
    return admin
        .services
        .deleteEndpoint(
            DeleteEndpointRequest.newBuilder().setServiceId(serviceId).setEndpointId(id).build())
        .getRevision();
  }
}
