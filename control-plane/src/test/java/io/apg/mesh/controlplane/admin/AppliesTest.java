package io.apg.mesh.controlplane.admin;

import static io.apg.mesh.controlplane.admin.AdminFixture.endpoint;
import static io.apg.mesh.controlplane.admin.AdminFixture.refusal;
import static io.apg.mesh.controlplane.admin.AdminFixture.route;
import static io.apg.mesh.controlplane.admin.AdminFixture.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.v1.ApplyObject;
import io.apg.mesh.v1.ApplyObjectsRequest;
import io.apg.mesh.v1.ApplyObjectsResponse;
import io.apg.mesh.v1.Prune;
import io.apg.mesh.v1.RouteObject;
import io.apg.mesh.v1.ServiceObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppliesTest {
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
  void apply_isOneRevision_withAResultForEachObject() {
    ApplyObjectsResponse first = apply(of(route("r", "svc_a")), of(service("a")));
    ApplyObjectsResponse second =
        apply(
            of(route("r", "svc_a")), of(service("a", endpoint("10.0.0.1", 80))), of(service("b")));

    assertThat(first.getRevision()).isEqualTo(1);
    assertThat(results(first)).containsExactly("route/route_r CREATED", "service/svc_a CREATED");
    assertThat(second.getRevision()).isEqualTo(2);
    assertThat(results(second))
        .containsExactly(
            "route/route_r UNCHANGED", "service/svc_a CONFIGURED", "service/svc_b CREATED");
    assertThat(admin.revision()).isEqualTo(2);
    assertThat(admin.effect()).isNull();
  }

  @Test
  void apply_dryRun_saysWhatWouldChange_andChangesNothing() {
    apply(of(service("a")), of(route("r", "svc_a")));
    ApplyObjectsRequest.Builder request =
        ApplyObjectsRequest.newBuilder()
            .setDryRun(true)
            .addObjects(of(service("a")))
            .addObjects(of(service("b")))
            .addObjects(of(route("r", "svc_b")));

    ApplyObjectsResponse found = admin.applies.apply(request.build());

    assertThat(results(found))
        .containsExactly(
            "service/svc_a UNCHANGED", "service/svc_b CREATED", "route/route_r CONFIGURED");
    assertThat(found.getRevision()).isEqualTo(2);
    assertThat(found.getDryRun().getChangesList())
        .extracting(change -> change.getId() + " " + change.hasBefore() + change.hasAfter())
        .containsExactlyInAnyOrder("svc_b falsetrue", "route_r truetrue");
    assertThat(found.getDryRun().getProxiesAffected()).isEqualTo(2);
    assertThat(admin.store.state().revision()).isEqualTo(1);
    assertThat(admin.store.state().tenant("default").service("svc_b")).isNull();

    request.addObjects(of(route("bad", "svc_nobody")));
    ApiError refused = refusal(() -> admin.applies.apply(request.build()));
    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID);
    assertThat(refused.details().get(0).field()).startsWith("/objects/3/destination_services");
  }

  @Test
  void apply_delete_byId() {
    apply(of(service("a")), of(route("r", "svc_a")));

    ApplyObjectsResponse answer =
        apply(
            ApplyObject.newBuilder()
                .setDelete(true)
                .setService(ServiceObject.newBuilder().setServiceId("svc_a"))
                .build(),
            ApplyObject.newBuilder()
                .setDelete(true)
                .setRoute(RouteObject.newBuilder().setRouteId("route_r"))
                .build());

    assertThat(results(answer)).containsExactly("service/svc_a DELETED", "route/route_r DELETED");
  }

  @Test
  void apply_delete_ofWhatIsGone_isUnchanged() {
    ApplyObject gone =
        ApplyObject.newBuilder()
            .setDelete(true)
            .setRoute(RouteObject.newBuilder().setRouteId("route_x"))
            .build();

    ApplyObjectsResponse answer = apply(of(service("a")), gone);

    assertThat(results(answer)).containsExactly("service/svc_a CREATED", "route/route_x UNCHANGED");
    assertThat(apply(gone).getRevision()).isEqualTo(1);
    assertThat(refusal(() -> apply(gone, gone)).field()).isEqualTo("/objects/1");
  }

  @Test
  void apply_ofNothing_isRefused() {
    ApiError error = refusal(this::apply);

    assertThat(error.code()).isEqualTo(ErrorCode.INVALID);
    assertThat(error.field()).isEqualTo("/objects");
  }

  @Test
  void apply_faults_pointIntoTheList_andNothingIsWritten() {
    ApiError error =
        refusal(
            () ->
                apply(
                    of(service("good")),
                    of(service("a", endpoint("10.0.0.1", 70000))),
                    ApplyObject.newBuilder()
                        .setDelete(true)
                        .setService(ServiceObject.newBuilder().setServiceName("a"))
                        .build(),
                    ApplyObject.getDefaultInstance(),
                    of(route("r", "svc_x"))));

    assertThat(error.details())
        .extracting(ApiError.Detail::field)
        .containsExactly(
            "/objects/1/endpoints/0/port",
            "/objects/2/service_id",
            "/objects/3/kind",
            "/objects/4/destination_services/0/service_id");
    assertThat(admin.store.state().revision()).isZero();
  }

  @Test
  void apply_prune_removesWhatCarriesTheLabel() {
    ServiceObject labelled = service("a").toBuilder().putLabels("app", "shop").build();
    apply(of(labelled), of(labelled.toBuilder().setServiceName("b").build()), of(service("c")));

    ApplyObjectsResponse answer =
        admin.applies.apply(
            ApplyObjectsRequest.newBuilder()
                .addObjects(of(labelled))
                .setPrune(Prune.newBuilder().setLabel("app=shop"))
                .build());

    assertThat(results(answer)).containsExactly("service/svc_a UNCHANGED", "service/svc_b DELETED");
    assertThat(admin.store.state().tenant("default").services()).containsOnlyKeys("svc_a", "svc_c");
  }

  @Test
  void apply_pruneWithoutLabel_isRefused() {
    ApiError error =
        refusal(
            () ->
                admin.applies.apply(
                    ApplyObjectsRequest.newBuilder()
                        .addObjects(of(service("a")))
                        .setPrune(Prune.getDefaultInstance())
                        .build()));

    assertThat(error.field()).isEqualTo("/prune/label");
    assertThat(admin.store.state().revision()).isZero();
  }

  @Test
  void apply_expectedRevision_ofAnObject() {
    apply(of(service("a")));

    ApiError error =
        refusal(
            () ->
                apply(
                    of(service("b")),
                    of(service("a").toBuilder().setExpectedRevision(99).build())));

    assertThat(error.code()).isEqualTo(ErrorCode.REVISION_MISMATCH);
    assertThat(error.field()).startsWith("/objects/1");
  }

  private ApplyObjectsResponse apply(ApplyObject... objects) {
    return admin.applies.apply(
        ApplyObjectsRequest.newBuilder().addAllObjects(List.of(objects)).build());
  }

  private static List<String> results(ApplyObjectsResponse answer) {
    return answer.getObjectsList().stream()
        .map(o -> o.getKind() + "/" + o.getId() + " " + Enums.EFFECT.toDomain(o.getResult()))
        .toList();
  }

  private static ApplyObject of(ServiceObject service) {
    return ApplyObject.newBuilder().setService(service).build();
  }

  private static ApplyObject of(RouteObject route) {
    return ApplyObject.newBuilder().setRoute(route).build();
  }
}
