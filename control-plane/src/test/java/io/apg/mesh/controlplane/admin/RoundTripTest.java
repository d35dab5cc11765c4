package io.apg.mesh.controlplane.admin;

import static io.apg.mesh.controlplane.admin.AdminFixture.endpoint;
import static io.apg.mesh.controlplane.admin.AdminFixture.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.v1.ApplyObject;
import io.apg.mesh.v1.ApplyObjectsRequest;
import io.apg.mesh.v1.ApplyResult;
import io.apg.mesh.v1.CreateRouteRequest;
import io.apg.mesh.v1.CreateServiceRequest;
import io.apg.mesh.v1.EndpointObject;
import io.apg.mesh.v1.GetLoadBalancerRequest;
import io.apg.mesh.v1.GetRouteRequest;
import io.apg.mesh.v1.GetServiceRequest;
import io.apg.mesh.v1.LoadBalancerObject;
import io.apg.mesh.v1.RouteObject;
import io.apg.mesh.v1.ServiceObject;
import io.apg.mesh.v1.UpdateEndpointRequest;
import io.apg.mesh.v1.UpdateLoadBalancerRequest;
import io.apg.mesh.v1.UpdateRouteRequest;
import io.apg.mesh.v1.UpdateServiceRequest;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every field that a client may set is there when it is read, also after a restart. */
class RoundTripTest {
  @TempDir Path folder;

  private AdminFixture admin;
  private final ServiceObject.Builder service = ServiceObject.newBuilder();
  private final RouteObject.Builder route = RouteObject.newBuilder();
  private final LoadBalancerObject.Builder balancer = LoadBalancerObject.newBuilder();

  @BeforeEach
  void open() {
    admin = AdminFixture.in(folder);
    create(service("other", endpoint("10.0.0.1", 80)));
    Samples.fill(service);
    Samples.fill(route);
    Samples.fill(balancer);
    admin.applies.apply(
        ApplyObjectsRequest.newBuilder()
            .addObjects(ApplyObject.newBuilder().setService(service))
            .addObjects(ApplyObject.newBuilder().setLoadBalancer(balancer))
            .build());
    admin.routes.createRoute(CreateRouteRequest.newBuilder().setRoute(route).build());
  }

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void everyField_survivesARestart() {
    admin.close();
    admin = AdminFixture.in(folder);

    assertSame(Samples.fields(service.build()), Samples.fields(readService()));
    assertSame(Samples.fields(route.build()), Samples.fields(readRoute()));
    assertSame(Samples.fields(balancer.build()), Samples.fields(readBalancer()));
    assertThat(Samples.fields(balancer.build())).hasSizeGreaterThan(15);
    assertThat(Samples.fields(service.build())).hasSizeGreaterThan(20);
    assertThat(Samples.fields(route.build())).hasSizeGreaterThan(30);
  }

  @Test
  void getThenPut_isUnchanged() {
    long before = admin.store.state().revision();
    ServiceObject read = readService();
    EndpointObject endpoint = read.getEndpoints().getEndpoints(0);

    admin.services.updateService(
        UpdateServiceRequest.newBuilder().setServiceId("svc_sample").setService(read).build());
    assertThat(admin.effect()).isEqualTo("unchanged");
    admin.services.updateEndpoint(
        UpdateEndpointRequest.newBuilder()
            .setServiceId("svc_sample")
            .setEndpointId(endpoint.getEndpointId())
            .setEndpoint(endpoint)
            .build());
    assertThat(admin.effect()).isEqualTo("unchanged");
    admin.routes.updateRoute(
        UpdateRouteRequest.newBuilder().setRouteId("route_sample").setRoute(readRoute()).build());
    assertThat(admin.effect()).isEqualTo("unchanged");
    admin.balancers.updateLoadBalancer(
        UpdateLoadBalancerRequest.newBuilder()
            .setLoadBalancerId("lb_sample")
            .setLoadBalancer(readBalancer())
            .build());
    assertThat(admin.effect()).isEqualTo("unchanged");
    assertThat(admin.store.state().revision()).isEqualTo(before);
  }

  @Test
  void getThenApply_isUnchanged() {
    var answer =
        admin.applies.apply(
            ApplyObjectsRequest.newBuilder()
                .addObjects(ApplyObject.newBuilder().setRoute(readRoute()))
                .addObjects(ApplyObject.newBuilder().setService(readService()))
                .addObjects(ApplyObject.newBuilder().setLoadBalancer(readBalancer()))
                .build());

    assertThat(answer.getObjectsList())
        .extracting(o -> o.getKind() + "/" + o.getId() + " " + o.getResult())
        .containsExactly(
            "route/route_sample " + ApplyResult.APPLY_RESULT_UNCHANGED,
            "service/svc_sample " + ApplyResult.APPLY_RESULT_UNCHANGED,
            "load_balancer/lb_sample " + ApplyResult.APPLY_RESULT_UNCHANGED);
    assertThat(answer.getRevision()).isEqualTo(admin.store.state().revision());
  }

  @Test
  void putWithoutWhatOthersOwn_keepsIt() {
    ServiceObject read = readService();
    ServiceObject bare =
        read.toBuilder()
            .clearEndpoints()
            .clearDefault()
            .clearStatus()
            .clearLoadBalancerId()
            .build();

    ServiceObject answer =
        admin.services.updateService(
            UpdateServiceRequest.newBuilder().setServiceId("svc_sample").setService(bare).build());

    assertThat(admin.effect()).isEqualTo("unchanged");
    assertThat(answer).isEqualTo(read);
  }

  private static void assertSame(Map<String, String> sent, Map<String, String> read) {
    assertThat(read).containsAllEntriesOf(sent);
  }

  private void create(ServiceObject object) {
    admin.services.createService(CreateServiceRequest.newBuilder().setService(object).build());
  }

  private ServiceObject readService() {
    return admin.services.getService(
        GetServiceRequest.newBuilder().setServiceId("svc_sample").build());
  }

  private LoadBalancerObject readBalancer() {
    return admin.balancers.getLoadBalancer(
        GetLoadBalancerRequest.newBuilder().setLoadBalancerId("lb_sample").build());
  }

  private RouteObject readRoute() {
    return admin.routes.getRoute(GetRouteRequest.newBuilder().setRouteId("route_sample").build());
  }
}
