package io.apg.mesh.controlplane.admin;

import static io.apg.mesh.controlplane.admin.AdminFixture.refusal;
import static io.apg.mesh.controlplane.admin.AdminFixture.route;
import static io.apg.mesh.controlplane.admin.AdminFixture.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.v1.CreateRouteRequest;
import io.apg.mesh.v1.CreateServiceRequest;
import io.apg.mesh.v1.DeleteRouteRequest;
import io.apg.mesh.v1.GetRouteRequest;
import io.apg.mesh.v1.MatchCondition;
import io.apg.mesh.v1.RouteObject;
import io.apg.mesh.v1.SplitTrafficRequest;
import io.apg.mesh.v1.UpdateRouteRequest;
import io.apg.mesh.v1.WeightedDestination;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutesTest {
  @TempDir Path folder;

  private AdminFixture admin;

  @BeforeEach
  void open() {
    admin = AdminFixture.in(folder);
    for (String name : new String[] {"orders", "payments"}) {
      admin.services.createService(
          CreateServiceRequest.newBuilder().setService(service(name)).build());
    }
  }

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void create_byReference_answersIds() {
    RouteObject created =
        create(
            RouteObject.newBuilder()
                .setRouteName("orders-canary")
                .setMatchValue("/")
                .addDestinationServices(
                    WeightedDestination.newBuilder().setService("orders").setWeight(90))
                .addDestinationServices(
                    WeightedDestination.newBuilder().setService("payments.default@v1.0.0"))
                .build());

    assertThat(created.getRouteId()).isEqualTo("route_orders_canary");
    assertThat(created.getDestinationServicesList())
        .extracting(WeightedDestination::getServiceId)
        .containsExactly("svc_orders", "svc_payments");
    assertThat(created.hasTimeoutMs()).isFalse();
    assertThat(created.hasRetryAttempts()).isFalse();
    assertThat(created.getEnabled()).isTrue();
  }

  @Test
  void create_faultsOfTheMessageAndOfTheRegistry_areReportedTogether() {
    RouteObject bad =
        RouteObject.newBuilder()
            .setRouteName("r")
            .setMatchValue("no-slash")
            .addHeaders(MatchCondition.newBuilder().setExact("a").setPrefix("b"))
            .addQuery(MatchCondition.newBuilder().setName("q"))
            .addDestinationServices(WeightedDestination.newBuilder().setServiceId("svc_x"))
            .build();

    ApiError error = refusal(() -> create(bad));

    assertThat(error.code()).isEqualTo(ErrorCode.INVALID);
    assertThat(error.message()).endsWith("(and 4 more)");
    assertThat(error.details())
        .extracting(ApiError.Detail::field)
        .containsExactlyInAnyOrder(
            "/headers/0/name",
            "/headers/0",
            "/query/0",
            "/match_value",
            "/destination_services/0/service_id");
    assertThat(admin.store.state().tenant("default").routes()).isEmpty();
  }

  @Test
  void create_faultsOfTheMessageAlone_writeNothing() {
    RouteObject bad =
        route("r", "svc_orders").toBuilder().addHeaders(MatchCondition.newBuilder()).build();
    long before = admin.store.state().revision();

    ApiError error = refusal(() -> create(bad));

    assertThat(error.details())
        .extracting(ApiError.Detail::field)
        .containsExactly("/headers/0/name", "/headers/0");
    assertThat(admin.store.state().revision()).isEqualTo(before);
  }

  @Test
  void conditions_absent_isPresentInverted() {
    RouteObject created =
        create(
            route("r", "svc_orders").toBuilder()
                .addHeaders(MatchCondition.newBuilder().setName("x-a").setPresent(false))
                .addHeaders(
                    MatchCondition.newBuilder().setName("x-b").setPresent(false).setInvert(true))
                .build());

    assertThat(created.getHeadersList())
        .extracting(c -> c.getName() + " " + c.getPresent() + " " + c.getInvert())
        .containsExactly("x-a true true", "x-b true false");
  }

  @Test
  void update_and_split_and_delete() {
    RouteObject created = create(route("r", "svc_orders"));
    RouteObject updated =
        admin.routes.updateRoute(
            UpdateRouteRequest.newBuilder()
                .setRouteId("route_r")
                .setRoute(created.toBuilder().setTimeoutMs(5).setPriority(9))
                .build());
    RouteObject split =
        admin.routes.splitTraffic(
            SplitTrafficRequest.newBuilder()
                .setRouteId("route_r")
                .addDestinationServices(
                    WeightedDestination.newBuilder().setServiceId("svc_payments").setWeight(1))
                .setExpectedRevision(updated.getRevision())
                .build());

    assertThat(split.getTimeoutMs()).isEqualTo(5);
    assertThat(split.getPriority()).isEqualTo(9);
    assertThat(split.getDestinationServices(0).getServiceId()).isEqualTo("svc_payments");
    assertThat(
            refusal(
                    () ->
                        admin.routes.deleteRoute(
                            DeleteRouteRequest.newBuilder()
                                .setRouteId("route_r")
                                .setExpectedRevision(created.getRevision())
                                .build()))
                .code())
        .isEqualTo(ErrorCode.REVISION_MISMATCH);
    admin.routes.deleteRoute(DeleteRouteRequest.newBuilder().setRouteId("route_r").build());
    assertThat(
            refusal(
                    () ->
                        admin.routes.getRoute(
                            GetRouteRequest.newBuilder().setRouteId("route_r").build()))
                .code())
        .isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void split_withoutDestinations_isRefused() {
    create(route("r", "svc_orders"));

    ApiError error =
        refusal(
            () ->
                admin.routes.splitTraffic(
                    SplitTrafficRequest.newBuilder().setRouteId("route_r").build()));

    assertThat(error.field()).isEqualTo("/destination_services");
  }

  @Test
  void update_otherId_cannotChange() {
    RouteObject created = create(route("r", "svc_orders"));

    ApiError error =
        refusal(
            () ->
                admin.routes.updateRoute(
                    UpdateRouteRequest.newBuilder()
                        .setRouteId("route_r")
                        .setRoute(created.toBuilder().setRouteId("route_s").setRouteName("s"))
                        .build()));

    assertThat(error.details())
        .extracting(ApiError.Detail::field)
        .containsExactlyInAnyOrder("/route_id", "/route_name");
  }

  private RouteObject create(RouteObject route) {
    return admin.routes.createRoute(CreateRouteRequest.newBuilder().setRoute(route).build());
  }
}
