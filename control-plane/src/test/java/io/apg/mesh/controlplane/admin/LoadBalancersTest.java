package io.apg.mesh.controlplane.admin;

import static io.apg.mesh.controlplane.admin.AdminFixture.refusal;
import static io.apg.mesh.controlplane.admin.AdminFixture.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.v1.BalancingAlgorithm;
import io.apg.mesh.v1.CreateLoadBalancerRequest;
import io.apg.mesh.v1.CreateServiceRequest;
import io.apg.mesh.v1.DeleteLoadBalancerRequest;
import io.apg.mesh.v1.GetLoadBalancerRequest;
import io.apg.mesh.v1.GetServiceRequest;
import io.apg.mesh.v1.ListLoadBalancersRequest;
import io.apg.mesh.v1.LoadBalancerObject;
import io.apg.mesh.v1.ServiceIdList;
import io.apg.mesh.v1.ServiceObject;
import io.apg.mesh.v1.UpdateLoadBalancerRequest;
import io.apg.mesh.v1.UpdateServiceRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadBalancersTest {
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
  void aLoadBalancerOfNoService_isNotEnforced_andSaysWhy() {
    LoadBalancerObject created = create(balancer("plain").build());

    assertThat(admin.effect()).isEqualTo("created");
    assertThat(created.getLoadBalancerId()).isEqualTo("lb_plain");
    assertThat(created.getAlgorithm())
        .isEqualTo(BalancingAlgorithm.BALANCING_ALGORITHM_ROUND_ROBIN);
    assertThat(created.hasMaxConnections()).isFalse();
    assertThat(created.getEnforced()).isFalse();
    assertThat(created.getEnforcedReason()).contains("no service uses it");
  }

  @Test
  void aUsedLoadBalancer_isEnforced_butForWhatItCannotDo() {
    LoadBalancerObject created = create(using("svc_orders").build());
    assertThat(created.getEnforced()).isTrue();
    assertThat(created.getEnforcedReason()).isEmpty();
    assertThat(serviceOf("svc_orders").getLoadBalancerId()).isEqualTo("lb_plain");

    LoadBalancerObject checking =
        update(
            balancer("plain")
                .setHealthCheckEnabled(true)
                .setAlgorithm(BalancingAlgorithm.BALANCING_ALGORITHM_MAGLEV)
                .build());
    assertThat(checking.getServiceIds().getServiceIdsList()).containsExactly("svc_orders");
    assertThat(checking.getEnforced()).isTrue();
    assertThat(checking.getEnforcedReason()).contains("health_check_mode", "algorithm");
  }

  @Test
  void serviceIds_absentKeeps_emptyTakesAway() {
    create(using("svc_orders", "payments").build());
    assertThat(
            update(balancer("plain").setMaxRequests(5).build()).getServiceIds().getServiceIdsList())
        .containsExactly("svc_orders", "svc_payments");
    assertThat(update(using().build()).getServiceIds().getServiceIdsList()).isEmpty();
    assertThat(admin.effect()).isEqualTo("configured");
    assertThat(serviceOf("svc_orders").hasLoadBalancerId()).isFalse();
  }

  @Test
  void aService_namesItsLoadBalancer_andPutWithoutItKeepsIt() {
    create(balancer("plain").build());
    ServiceObject read = serviceOf("svc_orders");
    put(read.toBuilder().setLoadBalancerId("lb_plain").build());
    assertThat(get("lb_plain").getServiceIds().getServiceIdsList()).containsExactly("svc_orders");
    put(read);
    assertThat(admin.effect()).isEqualTo("unchanged");
    put(read.toBuilder().setLoadBalancerId("").build());
    assertThat(get("lb_plain").getServiceIds().getServiceIdsList()).isEmpty();
  }

  @Test
  void unknownReferences_areInvalid_andAUsedOneIsInUse() {
    assertThat(refusal(() -> create(using("svc_none").build())).code())
        .isEqualTo(ErrorCode.INVALID);
    ApiError unknown =
        refusal(() -> put(serviceOf("svc_orders").toBuilder().setLoadBalancerId("lb_x").build()));
    assertThat(unknown.code()).isEqualTo(ErrorCode.INVALID);
    assertThat(unknown.field()).isEqualTo("/load_balancer_id");

    create(using("svc_orders").build());
    DeleteLoadBalancerRequest delete =
        DeleteLoadBalancerRequest.newBuilder().setLoadBalancerId("lb_plain").build();
    ApiError used = refusal(() -> admin.balancers.deleteLoadBalancer(delete));
    assertThat(used.code()).isEqualTo(ErrorCode.IN_USE);
    assertThat(used.message()).contains("service/svc_orders");
    admin.balancers.deleteLoadBalancer(delete.toBuilder().setForce(true).build());
    assertThat(refusal(() -> get("lb_plain")).code()).isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void listsByPage_inTheOrderOfIds() {
    for (String name : List.of("c", "a", "b")) {
      create(balancer(name).build());
    }
    var first =
        admin.balancers.listLoadBalancers(
            ListLoadBalancersRequest.newBuilder().setPageSize(2).build());
    assertThat(first.getLoadBalancersList())
        .extracting(LoadBalancerObject::getLoadBalancerId)
        .containsExactly("lb_a", "lb_b");
    assertThat(first.getTotal()).isEqualTo(3);
    var second =
        admin.balancers.listLoadBalancers(
            ListLoadBalancersRequest.newBuilder().setPageToken(first.getNextPageToken()).build());
    assertThat(second.getLoadBalancersList()).hasSize(1);
  }

  private static LoadBalancerObject.Builder balancer(String name) {
    return LoadBalancerObject.newBuilder().setLoadBalancerName(name);
  }

  private static LoadBalancerObject.Builder using(String... services) {
    return balancer("plain")
        .setServiceIds(ServiceIdList.newBuilder().addAllServiceIds(List.of(services)));
  }

  private LoadBalancerObject create(LoadBalancerObject balancer) {
    return admin.balancers.createLoadBalancer(
        CreateLoadBalancerRequest.newBuilder().setLoadBalancer(balancer).build());
  }

  private LoadBalancerObject update(LoadBalancerObject balancer) {
    return admin.balancers.updateLoadBalancer(
        UpdateLoadBalancerRequest.newBuilder()
            .setLoadBalancerId("lb_plain")
            .setLoadBalancer(balancer)
            .build());
  }

  private LoadBalancerObject get(String id) {
    return admin.balancers.getLoadBalancer(
        GetLoadBalancerRequest.newBuilder().setLoadBalancerId(id).build());
  }

  private ServiceObject serviceOf(String id) {
    return admin.services.getService(GetServiceRequest.newBuilder().setServiceId(id).build());
  }

  private void put(ServiceObject service) {
    admin.services.updateService(
        UpdateServiceRequest.newBuilder()
            .setServiceId(service.getServiceId())
            .setService(service)
            .build());
  }
}
