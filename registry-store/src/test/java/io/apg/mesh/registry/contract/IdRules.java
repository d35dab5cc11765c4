package io.apg.mesh.registry.contract;

import static io.apg.mesh.registry.contract.EndpointDraft.endpoint;
import static io.apg.mesh.registry.contract.Requests.deleteRoute;
import static io.apg.mesh.registry.contract.Requests.deleteService;
import static io.apg.mesh.registry.contract.Requests.post;
import static io.apg.mesh.registry.contract.Requests.request;
import static io.apg.mesh.registry.contract.Requests.to;
import static io.apg.mesh.registry.contract.RouteDraft.route;
import static io.apg.mesh.registry.contract.ServiceDraft.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.ObjectResult;
import io.apg.mesh.registry.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which ids objects get, and keep. */
public interface IdRules extends StoreFixture {
  /** Services of the id table, in the order of their registration, with their ids. */
  List<List<String>> TABLE =
      List.of(
          List.of("user-service", "v1.2.0", "auth", "svc_user_service"),
          List.of("user-service", "v2.0.0", "auth", "svc_user_service_v2"),
          List.of("user-service", "v2.1.0", "auth", "svc_user_service_v2_1_0"),
          List.of("user-service", "v1.0.0", "billing", "svc_user_service_billing"),
          List.of("user-service", "v3", "billing", "svc_user_service_billing_v3"),
          List.of("user-service-v2", "v1", "auth", "svc_user_service_v2_auth"));

  private String register(String name, String version, String namespace) {
    return only(post(service(name, version, namespace))).id();
  }

  @Test
  default void ids_followTheTable() {
    for (List<String> row : TABLE) {
      assertThat(register(row.get(0), row.get(1), row.get(2))).isEqualTo(row.get(3));
    }
  }

  @Test
  default void ids_followTheTable_inOneApply() {
    List<ObjectResult> results =
        applied(
                TABLE.stream()
                    .map(row -> post(service(row.get(0), row.get(1), row.get(2))))
                    .toArray(Change[]::new))
            .results();
    assertThat(results)
        .extracting(ObjectResult::id)
        .containsExactlyElementsOf(TABLE.stream().map(row -> row.get(3)).toList());
  }

  @Test
  default void ids_staySameAfterDeletion_inAnyOrder() {
    TABLE.forEach(row -> register(row.get(0), row.get(1), row.get(2)));
    TABLE.forEach(row -> only(deleteService(row.get(3))));
    assertThat(tenant().services()).isEmpty();
    reopen();
    for (int i = TABLE.size() - 1; i >= 0; i--) {
      List<String> row = TABLE.get(i);
      assertThat(register(row.get(0), row.get(1), row.get(2))).isEqualTo(row.get(3));
    }
  }

  @Test
  default void id_ofDeletedService_goesToNobodyElse() {
    register("user-service", "v1", "auth");
    only(deleteService("svc_user_service"));
    assertThat(register("user-service", "v1", "billing")).isEqualTo("svc_user_service_billing");
    assertThat(refused(post(service("other", "v1", "auth").serviceId("svc_user_service"))))
        .containsExactly("0 ALREADY_EXISTS /service_id");
    assertThat(refused(post(service("user-service", "v1", "auth").serviceId("svc_mine"))))
        .containsExactly("0 INVALID /service_id");
  }

  @Test
  default void version_withoutNumber_hasNoMajor() {
    register("a", "v1", "default");
    assertThat(register("a", "Canary-1", "default")).isEqualTo("svc_a_canary_1");
    assertThat(register("a", "2.0", "default")).isEqualTo("svc_a_v2");
  }

  @Test
  default void noIdFree_asksForOne() {
    register("a", "v1", "default");
    assertThat(register("a", "v1.1", "default")).isEqualTo("svc_a_v1");
    assertThat(register("a", "v1.2", "default")).isEqualTo("svc_a_v1_2");
    Problem problem = problems(request(post(service("a", "v1-2", "default")))).get(0);
    assertThat(StoreFixture.brief(problem)).isEqualTo("0 ALREADY_EXISTS /service_id");
    assertThat(problem.hint()).contains("service_id");
    only(post(service("a", "v1-2", "default").serviceId("svc_a_other")));
  }

  @Test
  default void givenId_isTaken_whereItHasTheForm() {
    assertThat(only(post(service("a", "v1", "default").serviceId("svc_mine_1"))).id())
        .isEqualTo("svc_mine_1");
    assertThat(refused(post(service("b", "v1", "default").serviceId("svc_B"))))
        .containsExactly("0 INVALID /service_id");
    assertThat(refused(post(service("b", "v1", "default").serviceId("svc_" + "x".repeat(121)))))
        .containsExactly("0 INVALID /service_id");
    assertThat(refused(post(service("b", "v1", "default").serviceId("svc_mine_1"))))
        .containsExactly("0 ALREADY_EXISTS /service_id");
  }

  @Test
  default void refusedRequest_reservesNoId() {
    refused(
        post(service("a", "v1", "x")), post(service("a", "v2", "x").description("d".repeat(5000))));
    assertThat(register("a", "v1", "y")).isEqualTo("svc_a");
  }

  @Test
  default void routeId_comesFromItsName_andReturns() {
    register("a", "v1", "default");
    assertThat(only(post(route("user-api", "/", to("svc_a", 1)))).id()).isEqualTo("route_user_api");
    assertThat(refused(post(route("b", "/", to("svc_a", 1)).routeId("route_user_api"))))
        .containsExactly("0 ALREADY_EXISTS /route_id");
    only(deleteRoute("route_user_api"));
    assertThat(only(post(route("user-api", "/x", to("svc_a", 1)))).id())
        .isEqualTo("route_user_api");
    assertThat(only(post(route("b", "/", to("svc_a", 1)).routeId("route_mine"))).id())
        .isEqualTo("route_mine");
  }

  @Test
  default void endpointId_comesFromServiceHostAndPort() {
    only(post(service("a", "v1", "default").endpoints(endpoint("10.0.0.1", 80))));
    String id = storedEndpoint("svc_a", "10.0.0.1").id();
    only(deleteService("svc_a"));
    only(post(service("a", "v1", "default").endpoints(endpoint("10.0.0.1", 80).weight(7))));
    assertThat(storedEndpoint("svc_a", "10.0.0.1").id()).isEqualTo(id);
  }
}
