package io.apg.mesh.controlplane.admin;

import static io.apg.mesh.controlplane.admin.AdminFixture.endpoint;
import static io.apg.mesh.controlplane.admin.AdminFixture.refusal;
import static io.apg.mesh.controlplane.admin.AdminFixture.route;
import static io.apg.mesh.controlplane.admin.AdminFixture.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.controlplane.security.Authorizer;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.sqlite.SqliteRegistryStore;
import io.apg.mesh.v1.ApplyObject;
import io.apg.mesh.v1.ApplyObjectsRequest;
import io.apg.mesh.v1.ApplyObjectsResponse;
import io.apg.mesh.v1.ApplyResult;
import io.apg.mesh.v1.CreateLoadBalancerRequest;
import io.apg.mesh.v1.DeleteRouteRequest;
import io.apg.mesh.v1.DeleteServiceRequest;
import io.apg.mesh.v1.DiffRevisionsRequest;
import io.apg.mesh.v1.DiffRevisionsResponse;
import io.apg.mesh.v1.GetLoadBalancerRequest;
import io.apg.mesh.v1.GetRevisionRequest;
import io.apg.mesh.v1.GetRouteRequest;
import io.apg.mesh.v1.GetServiceRequest;
import io.apg.mesh.v1.LoadBalancerObject;
import io.apg.mesh.v1.RevisionChange;
import io.apg.mesh.v1.RollbackRequest;
import io.apg.mesh.v1.RouteObject;
import io.apg.mesh.v1.ServiceIdList;
import io.apg.mesh.v1.ServiceObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RollbacksTest {
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

  private ApplyObjectsResponse apply(ApplyObject.Builder... objects) {
    ApplyObjectsRequest.Builder request = ApplyObjectsRequest.newBuilder();
    for (ApplyObject.Builder object : objects) {
      request.addObjects(object);
    }
    return admin.applies.apply(request.build());
  }

  private static ApplyObject.Builder object(ServiceObject service) {
    return ApplyObject.newBuilder().setService(service);
  }

  private static ApplyObject.Builder object(RouteObject route) {
    return ApplyObject.newBuilder().setRoute(route);
  }

  private ApplyObjectsResponse rollback(long revision) {
    return admin.rollbacks.rollback(RollbackRequest.newBuilder().setNumber(revision).build());
  }

  private RouteObject found() {
    return admin.routes.getRoute(GetRouteRequest.newBuilder().setRouteId("route_cart").build());
  }

  private ServiceObject cart() {
    return admin.services.getService(
        GetServiceRequest.newBuilder().setServiceId("svc_cart").build());
  }

  @Test
  void aChangeIsTakenBackByANewRevision() {
    RouteObject first = route("cart", "svc_cart").toBuilder().setTimeoutMs(100).build();
    apply(object(service("cart")), object(first));
    RouteObject before = found();
    long changed =
        apply(object(first.toBuilder().setTimeoutMs(999).setPriority(7).build())).getRevision();

    ApplyObjectsResponse done = rollback(changed);

    assertThat(done.getRevision()).isEqualTo(changed + 1);
    assertThat(done.getObjects(0).getResult()).isEqualTo(ApplyResult.APPLY_RESULT_CONFIGURED);
    assertThat(found().toBuilder().setRevision(0).clearUpdatedAt().build())
        .isEqualTo(before.toBuilder().setRevision(0).clearUpdatedAt().build());
    GetRevisionRequest newest =
        GetRevisionRequest.newBuilder().setNumber(done.getRevision()).build();
    assertThat(admin.revisions.getRevision(newest).getSummary())
        .isEqualTo("roll back revision " + changed);
  }

  @Test
  void whatWasCreatedGoesAndWhatWasDeletedComesBack() {
    apply(object(service("cart", endpoint("10.0.0.1", 80))));
    long created = apply(object(route("cart", "svc_cart"))).getRevision();
    rollback(created);
    assertThat(refusal(this::found).code()).isEqualTo(ErrorCode.NOT_FOUND);

    apply(object(route("cart", "svc_cart")));
    RouteObject before = found();
    long deleted =
        admin
            .routes
            .deleteRoute(DeleteRouteRequest.newBuilder().setRouteId("route_cart").build())
            .getRevision();
    rollback(deleted);
    assertThat(found().getDestinationServicesList()).isEqualTo(before.getDestinationServicesList());
    assertThat(found().getMatchValue()).isEqualTo(before.getMatchValue());
  }

  @Test
  void endpointsStayAsTheyAreUnlessAskedFor() {
    apply(object(service("cart", endpoint("10.0.0.1", 80))));
    long moved = apply(object(service("cart", endpoint("10.0.0.2", 80)))).getRevision();

    ApiError refused = refusal(() -> rollback(moved));
    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID);
    assertThat(refused.hint()).contains("endpoints");

    admin.rollbacks.rollback(
        RollbackRequest.newBuilder().setNumber(moved).setEndpoints(true).build());
    assertThat(cart().getEndpoints().getEndpointsList())
        .extracting("host")
        .containsExactly("10.0.0.1");
  }

  private long deleteCart() {
    return admin
        .services
        .deleteService(DeleteServiceRequest.newBuilder().setServiceId("svc_cart").build())
        .getRevision();
  }

  @Test
  void aDeletedServiceComesBackWithItsEndpoints() {
    apply(object(service("cart", endpoint("10.0.0.1", 80), endpoint("10.0.0.2", 80))));

    rollback(deleteCart());

    assertThat(cart().getEndpoints().getEndpointsList())
        .extracting("host")
        .containsExactly("10.0.0.1", "10.0.0.2");
    assertThat(cart().getDefault()).isTrue();
  }

  @Test
  void aServiceThatIsBackAlreadyKeepsTheEndpointsThatItHas() {
    apply(object(service("cart", endpoint("10.0.0.1", 80))));
    long deleted = deleteCart();
    apply(object(service("cart", endpoint("10.0.0.9", 80))));

    admin.rollbacks.rollback(
        RollbackRequest.newBuilder().setNumber(deleted).setForce(true).build());

    assertThat(cart().getEndpoints().getEndpointsList())
        .extracting("host")
        .containsExactly("10.0.0.9");
  }

  @Test
  void aLoadBalancerIsTakenBackWithWhatNamesIt() {
    apply(object(service("cart")));
    LoadBalancerObject balancer =
        LoadBalancerObject.newBuilder()
            .setLoadBalancerName("sticky")
            .setServiceIds(ServiceIdList.newBuilder().addServiceIds("svc_cart"))
            .build();
    long created =
        admin
            .balancers
            .createLoadBalancer(
                CreateLoadBalancerRequest.newBuilder().setLoadBalancer(balancer).build())
            .getRevision();
    assertThat(cart().getLoadBalancerId()).isEqualTo("lb_sticky");

    LoadBalancerObject before = balancer();
    LoadBalancerObject other =
        before.toBuilder().setMaxConnections(7).setHealthCheckInterval(99).build();
    long changed = apply(ApplyObject.newBuilder().setLoadBalancer(other)).getRevision();
    rollback(changed);
    assertThat(balancer().toBuilder().setRevision(0).clearUpdatedAt().build())
        .isEqualTo(before.toBuilder().setRevision(0).clearUpdatedAt().build());

    admin.rollbacks.rollback(
        RollbackRequest.newBuilder().setNumber(created).setForce(true).build());
    assertThat(cart().getLoadBalancerId()).isEmpty();
  }

  private LoadBalancerObject balancer() {
    return admin.balancers.getLoadBalancer(
        GetLoadBalancerRequest.newBuilder().setLoadBalancerId("lb_sticky").build());
  }

  @Test
  void whatWasChangedAgainIsNotTakenBackUnlessForced() {
    apply(object(service("cart")), object(route("cart", "svc_cart")));
    RouteObject one = found().toBuilder().setPriority(1).build();
    long first = apply(object(one)).getRevision();
    apply(object(one.toBuilder().setPriority(2).build()));

    ApiError refused = refusal(() -> rollback(first));
    assertThat(refused.code()).isEqualTo(ErrorCode.REVISION_MISMATCH);
    assertThat(found().getPriority()).isEqualTo(2);

    admin.rollbacks.rollback(RollbackRequest.newBuilder().setNumber(first).setForce(true).build());
    assertThat(found().getPriority()).isZero();
  }

  @Test
  void whatWasCreatedAndIsGoneSinceIsNotTakenBackUnlessForced() {
    apply(object(service("cart")));
    long created =
        apply(object(route("cart", "svc_cart")), object(route("other", "svc_cart"))).getRevision();
    admin.routes.deleteRoute(DeleteRouteRequest.newBuilder().setRouteId("route_other").build());

    ApiError refused = refusal(() -> rollback(created));
    assertThat(refused.code()).isEqualTo(ErrorCode.REVISION_MISMATCH);
    assertThat(refused.message()).isEqualTo("route route_other is gone since revision " + created);
    assertThat(found().getRouteId()).isEqualTo("route_cart");

    admin.rollbacks.rollback(
        RollbackRequest.newBuilder().setNumber(created).setForce(true).build());
    assertThat(refusal(this::found).code()).isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void aDryRunSaysWhatItWouldComeToAndChangesNothing() {
    apply(object(service("cart")));
    long created = apply(object(route("cart", "svc_cart"))).getRevision();

    ApplyObjectsResponse found =
        admin.rollbacks.rollback(
            RollbackRequest.newBuilder().setNumber(created).setDryRun(true).build());

    assertThat(found.getObjects(0).getResult()).isEqualTo(ApplyResult.APPLY_RESULT_DELETED);
    assertThat(found.getDryRun().getChanges(0).hasAfter()).isFalse();
    assertThat(admin.store.state().revision()).isEqualTo(created);
    assertThat(found().getRouteId()).isEqualTo("route_cart");
  }

  @Test
  void anUnknownRevisionIsNotFound() {
    assertThat(refusal(() -> rollback(99)).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(refusal(() -> diff(0, 99)).code()).isEqualTo(ErrorCode.NOT_FOUND);
  }

  private DiffRevisionsResponse diff(long from, long to) {
    return admin.rollbacks.diffRevisions(
        DiffRevisionsRequest.newBuilder().setFrom(from).setTo(to).build());
  }

  @Test
  void aDifferenceIsWhatRemainsOfAllChangesBetween() {
    long start = apply(object(service("cart")), object(route("cart", "svc_cart"))).getRevision();
    RouteObject one = found();
    apply(object(one.toBuilder().setPriority(1).build()));
    apply(object(one.toBuilder().setPriority(2).build()));
    apply(object(route("other", "svc_cart")));
    admin.routes.deleteRoute(DeleteRouteRequest.newBuilder().setRouteId("route_other").build());
    long end = admin.store.state().revision();

    DiffRevisionsResponse there = diff(start, end);

    assertThat(there.getChangesList())
        .extracting(RevisionChange::getId)
        .containsExactly("route_cart");
    RevisionChange change = there.getChanges(0);
    assertThat(priority(change.getBefore())).isZero();
    assertThat(priority(change.getAfter())).isEqualTo(2);
    RevisionChange back = diff(end, start).getChanges(0);
    assertThat(priority(back.getAfter())).isZero();
    assertThat(diff(end, end).getChangesCount()).isZero();
    rollback(start + 1 + 1);
    assertThat(diff(start + 1, end + 1).getChangesList()).isEmpty();
  }

  @Test
  void aDifferenceOverRevisionsThatAreNotKeptIsRefused() {
    admin.close();
    RegistryStore shortLived =
        SqliteRegistryStore.builder(folder.resolve("short.db")).revisionsKept(1_000).build();
    shortLived.open();
    admin = AdminFixture.over(shortLived, Authorizer.open());
    apply(object(service("cart")), object(route("cart", "svc_cart")));
    RouteObject one = found();
    for (int n = 1; n <= 1_002; n++) {
      apply(object(one.toBuilder().setPriority(n).build()));
    }

    ApiError refused = refusal(() -> diff(2, 1_003));
    assertThat(refused.code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(refused.message()).isEqualTo("revision 2 is not kept any more; the oldest is 4");
    assertThat(refusal(() -> diff(1_003, 0)).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(refusal(() -> diff(1, 2)).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(priority(diff(3, 1_003).getChanges(0).getBefore())).isEqualTo(2);
  }

  private static double priority(com.google.protobuf.Struct body) {
    return body.getFieldsOrThrow("priority").getNumberValue();
  }
}
