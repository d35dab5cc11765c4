package io.apg.mesh.registry.contract;

import static io.apg.mesh.registry.contract.EndpointDraft.endpoint;
import static io.apg.mesh.registry.contract.Requests.apply;
import static io.apg.mesh.registry.contract.Requests.deleteService;
import static io.apg.mesh.registry.contract.Requests.post;
import static io.apg.mesh.registry.contract.Requests.put;
import static io.apg.mesh.registry.contract.Requests.replace;
import static io.apg.mesh.registry.contract.Requests.request;
import static io.apg.mesh.registry.contract.Requests.to;
import static io.apg.mesh.registry.contract.RouteDraft.route;
import static io.apg.mesh.registry.contract.ServiceDraft.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.registry.ApplyRequest;
import io.apg.mesh.registry.Change.Delete;
import io.apg.mesh.registry.Change.Mode;
import io.apg.mesh.registry.Change.ObserveAddresses;
import io.apg.mesh.registry.Change.PutEndpoint;
import io.apg.mesh.registry.Change.PutService;
import io.apg.mesh.registry.Change.SetDestinations;
import io.apg.mesh.registry.Change.SetStatus;
import io.apg.mesh.registry.Destination;
import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.ObjectResult;
import io.apg.mesh.registry.ObjectResult.Effect;
import io.apg.mesh.registry.Problem;
import io.apg.mesh.registry.Protocol;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceStatus;
import io.apg.mesh.registry.Stamps;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How writes treat what is there. */
public interface WriteRules extends StoreFixture {
  private ServiceDraft orders() {
    return service("orders", "v1", "shop");
  }

  @Test
  default void post_refusesWhatIsThere_andNamesIt() {
    only(post(orders()));
    Problem problem = problems(request(post(orders()))).get(0);
    assertThat(problem.code()).isEqualTo(Problem.Code.ALREADY_EXISTS);
    assertThat(problem.message()).contains("svc_orders");
    assertThat(problem.value()).isEqualTo("svc_orders");
  }

  @Test
  default void put_refusesWhatIsNotThere() {
    assertThat(refused(replace(orders()))).containsExactly("0 NOT_FOUND /service_name");
    assertThat(refused(replace(ServiceDraft.empty().serviceId("svc_orders"))))
        .containsExactly("0 NOT_FOUND /service_id");
    assertThat(refused(replace(route("r", "/", to("svc_orders", 1)))))
        .containsExactly("0 NOT_FOUND /route_name");
    assertThat(refused(deleteService("svc_orders"))).containsExactly("0 NOT_FOUND ");
    assertThat(refused(new SetStatus("svc_orders", ServiceStatus.DRAINING, "")))
        .containsExactly("0 NOT_FOUND /service_id");
    assertThat(refused(put("svc_orders", endpoint("10.0.0.1", 80))))
        .containsExactly("0 NOT_FOUND /service_id");
  }

  @Test
  default void apply_createsThenReplaces_thenLeavesAlone() {
    assertThat(effects(apply(orders()))).containsExactly(Effect.CREATED);
    assertThat(effects(apply(orders().description("d")))).containsExactly(Effect.CONFIGURED);
    assertThat(effects(apply(orders().description("d")))).containsExactly(Effect.UNCHANGED);
    assertThat(effects(apply(ServiceDraft.empty().serviceId("svc_orders").description("d"))))
        .containsExactly(Effect.UNCHANGED);
  }

  @Test
  default void identity_cannotChange() {
    only(post(orders()));
    assertThat(refused(replace(service("other", "v2", "mall").serviceId("svc_orders"))))
        .containsExactlyInAnyOrder(
            "0 INVALID /service_name", "0 INVALID /service_version", "0 INVALID /namespace");
    only(post(route("r", "/", to("svc_orders", 1))));
    assertThat(refused(replace(route("s", "/", to("svc_orders", 1)).routeId("route_r"))))
        .containsExactly("0 INVALID /route_name");
    assertThat(refused(apply(route("r", "/", to("svc_orders", 1)).routeId("route_s"))))
        .containsExactly("0 INVALID /route_id");
  }

  @Test
  default void put_keepsWhatOthersOwn_andDefaultsTheRest() {
    only(
        post(
            orders()
                .description("d")
                .protocol(Protocol.GRPC)
                .labels(Map.of("a", "b"))
                .endpoints(endpoint("10.0.0.1", 80).zone("z"))));
    only(new SetStatus("svc_orders", ServiceStatus.DRAINING, "moving"));
    only(replace(orders()));
    Service service = storedService("svc_orders");
    assertThat(service.status()).isEqualTo(ServiceStatus.DRAINING);
    assertThat(service.statusReason()).isEqualTo("moving");
    assertThat(service.isDefault()).isTrue();
    assertThat(service.protocol()).isEqualTo(Protocol.GRPC);
    assertThat(service.description()).isEmpty();
    assertThat(service.labels()).isEmpty();
    assertThat(storedEndpoint("svc_orders", "10.0.0.1").zone()).isEqualTo("z");
    only(replace(orders().endpoints()));
    assertThat(tenant().endpoints()).isEmpty();
    assertThat(storedService("svc_orders").protocol()).isEqualTo(Protocol.HTTP);
  }

  @Test
  default void endpoints_thatStay_keepRevisionAndAddresses() {
    only(post(orders().endpoints(endpoint("a.test", 80), endpoint("b.test", 80))));
    Endpoint a = storedEndpoint("svc_orders", "a.test");
    Stamps serviceStamps = storedService("svc_orders").stamps();
    assertThat(
            effects(
                new ObserveAddresses(Map.of(a.id(), List.of("10.0.0.1"), "ep_x~y~1", List.of()))))
        .containsExactly(Effect.CONFIGURED);
    assertThat(effects(replace(orders().endpoints(endpoint("A.test", 80), endpoint("c.test", 80)))))
        .containsExactly(Effect.CONFIGURED);
    assertThat(storedEndpoint("svc_orders", "a.test"))
        .isEqualTo(a.withAddresses(List.of("10.0.0.1")));
    assertThat(tenant().endpointsOf("svc_orders")).hasSize(2);
    assertThat(storedService("svc_orders").stamps()).isEqualTo(serviceStamps);
    only(put("svc_orders", endpoint("a.test", 80).weight(5)));
    Endpoint heavier = storedEndpoint("svc_orders", "a.test");
    assertThat(heavier.addresses()).containsExactly("10.0.0.1");
    assertThat(heavier.stamps().revision()).isEqualTo(store().state().revision());
    assertThat(heavier.stamps().createdAt()).isEqualTo(a.stamps().createdAt());
    assertThat(storedService("svc_orders").stamps()).isEqualTo(serviceStamps);
  }

  @Test
  default void endpoint_byId_isReplacedOrRemoved() {
    only(post(orders().endpoints(endpoint("10.0.0.1", 80))));
    String id = storedEndpoint("svc_orders", "10.0.0.1").id();
    assertThat(refused(putEndpoint(Mode.REPLACE, endpoint("10.0.0.2", 81).endpointId(id))))
        .containsExactly("0 INVALID /host", "0 INVALID /port");
    assertThat(refused(putEndpoint(Mode.REPLACE, endpoint("10.0.0.2", 81).endpointId("ep_none"))))
        .containsExactly("0 NOT_FOUND /endpoint_id");
    assertThat(refused(putEndpoint(Mode.CREATE, endpoint("10.0.0.1", 80))))
        .containsExactly("0 ALREADY_EXISTS /host");
    ObjectResult replaced =
        only(putEndpoint(Mode.REPLACE, EndpointDraft.empty().endpointId(id).weight(3)));
    assertThat(replaced).isEqualTo(new ObjectResult(ObjectKind.ENDPOINT, id, Effect.CONFIGURED));
    assertThat(storedEndpoint("svc_orders", "10.0.0.1").weight()).isEqualTo(3);
    assertThat(effects(new Delete(ObjectKind.ENDPOINT, id, null))).containsExactly(Effect.DELETED);
    assertThat(tenant().endpoints()).isEmpty();
  }

  private PutEndpoint putEndpoint(Mode mode, EndpointDraft draft) {
    return new PutEndpoint(mode, "svc_orders", draft.spec(), null);
  }

  @Test
  default void checkAndSet_comparesTheObject_andWithEndpointsTheNewestOfThem() {
    long created = applied(post(orders().endpoints(endpoint("10.0.0.1", 80)))).revision();
    long heavier = applied(put("svc_orders", endpoint("10.0.0.1", 80).weight(1))).revision();
    ServiceDraft body = orders().description("d");
    assertThat(refused(new PutService(Mode.REPLACE, body.spec(), heavier)))
        .containsExactly("0 REVISION_MISMATCH /expected_revision");
    long described = applied(new PutService(Mode.REPLACE, body.spec(), created)).revision();
    long heaviest = applied(put("svc_orders", endpoint("10.0.0.1", 80).weight(2))).revision();
    ServiceDraft full = orders().endpoints(endpoint("10.0.0.1", 80));
    assertThat(refused(new PutService(Mode.REPLACE, full.spec(), described)))
        .containsExactly("0 REVISION_MISMATCH /expected_revision");
    applied(new PutService(Mode.REPLACE, full.spec(), heaviest));
    assertThat(refused(new SetStatus("svc_orders", ServiceStatus.DRAINING, "", created)))
        .containsExactly("0 REVISION_MISMATCH /expected_revision");
    applied(
        new SetStatus(
            "svc_orders",
            ServiceStatus.DRAINING,
            "",
            storedService("svc_orders").stamps().revision()));
    assertThat(refused(new Delete(ObjectKind.SERVICE, "svc_orders", created)))
        .containsExactly("0 REVISION_MISMATCH /expected_revision");
  }

  @Test
  default void unchanged_commitsNothing() {
    applied(
        post(orders().endpoints(endpoint("10.0.0.1", 80))),
        post(route("r", "/", to("svc_orders", 1))));
    var before = store().state();
    assertThat(
            effects(
                apply(orders().endpoints(endpoint("10.0.0.1", 80))),
                apply(route("r", "/", to("svc_orders", 1)))))
        .containsOnly(Effect.UNCHANGED);
    assertThat(effects(new SetStatus("svc_orders", ServiceStatus.ACTIVE, "")))
        .containsOnly(Effect.UNCHANGED);
    assertThat(store().state()).isSameAs(before);
    assertThat(store().revisions(Requests.TENANT, Long.MAX_VALUE, 10)).hasSize(1);
  }

  @Test
  default void deletionOfWhatIsGone_mayBeNoMistake() {
    applied(post(orders()));
    Delete gone = new Delete(ObjectKind.ROUTE, "route_x", 7L, true);
    assertThat(effects(gone, deleteService("svc_orders")))
        .containsExactly(Effect.UNCHANGED, Effect.DELETED);
    assertThat(effects(gone)).containsExactly(Effect.UNCHANGED);
    assertThat(refused(new Delete(ObjectKind.ROUTE, "route_x", null)))
        .containsExactly("0 NOT_FOUND ");
  }

  @Test
  default void onlyRealChanges_moveRevisionAndTime() {
    applied(post(orders()), post(service("cart", "v1", "shop")));
    Stamps before = storedService("svc_orders").stamps();
    assertThat(effects(apply(orders()), apply(service("cart", "v1", "shop").description("d"))))
        .containsExactly(Effect.UNCHANGED, Effect.CONFIGURED);
    assertThat(storedService("svc_orders").stamps()).isEqualTo(before);
    assertThat(storedService("svc_cart").stamps().updatedAt()).isAfter(before.updatedAt());
    assertThat(storedService("svc_cart").stamps().createdAt()).isEqualTo(before.createdAt());
  }

  @Test
  default void destinations_areReplaced() {
    applied(
        post(orders()),
        post(service("cart", "v1", "shop")),
        post(route("r", "/", to("svc_orders", 1))));
    only(new SetDestinations("route_r", List.of(to("svc_orders", 9), to("svc_cart", 1)), null));
    assertThat(storedRoute("route_r").destinations())
        .containsExactly(new Destination("svc_orders", 9), new Destination("svc_cart", 1));
    assertThat(tenant().routesTo("svc_cart")).containsExactly("route_r");
    only(new SetDestinations("route_r", List.of(to("svc_cart", 1)), null));
    assertThat(tenant().routesTo("svc_orders")).isEmpty();
    assertThat(refused(new SetDestinations("route_none", List.of(to("svc_cart", 1)), null)))
        .containsExactly("0 NOT_FOUND /route_id");
  }

  @Test
  default void sameObjectTwice_isRefused() {
    assertThat(refused(apply(orders()), apply(orders().description("d"))))
        .containsExactly("1 INVALID ");
    only(post(orders().endpoints(endpoint("10.0.0.1", 80))));
    assertThat(refused(apply(orders()), deleteService("svc_orders"))).containsExactly("1 INVALID ");
    assertThat(
            refused(
                apply(orders().endpoints(endpoint("10.0.0.1", 80))),
                put("svc_orders", endpoint("10.0.0.1", 80))))
        .containsExactly("1 INVALID ");
    assertThat(refused(apply(orders().endpoints(endpoint("a.b", 80), endpoint("A.B", 80)))))
        .containsExactly("0 INVALID /endpoints/1");
  }

  @Test
  default void everyProblem_isReportedAtOnce() {
    assertThat(
            refused(
                post(
                    ServiceDraft.empty()
                        .endpoints(endpoint("10.0.0.1", 70000), endpoint("a b", 1))),
                post(RouteDraft.empty().matchValue("x").destinations(to("svc_none", -1))),
                deleteService("svc_none")))
        .containsExactlyInAnyOrder(
            "0 INVALID /service_name",
            "0 INVALID /endpoints/0/port",
            "0 INVALID /endpoints/1/host",
            "1 INVALID /route_name",
            "1 INVALID /match_value",
            "1 INVALID /destination_services/0/service_id",
            "1 INVALID /destination_services/0/weight",
            "2 NOT_FOUND ");
  }

  @Test
  default void protocol_isThatOfTheEndpoints_whereTheyAgree() {
    only(
        post(
            orders()
                .endpoints(
                    endpoint("10.0.0.1", 80).protocol(Protocol.GRPC), endpoint("10.0.0.2", 80))));
    assertThat(storedService("svc_orders").protocol()).isEqualTo(Protocol.GRPC);
    assertThat(refused(put("svc_orders", endpoint("10.0.0.3", 80).protocol(Protocol.HTTP))))
        .containsExactly("0 INVALID /protocol");
    assertThat(
            refused(
                post(
                    service("cart", "v1", "shop")
                        .endpoints(
                            endpoint("10.0.0.1", 80).protocol(Protocol.GRPC),
                            endpoint("10.0.0.2", 80).protocol(Protocol.HTTP)))))
        .containsExactly("0 INVALID /endpoints/0/protocol");
  }

  @Test
  default void tenants_doNotSeeEachOther() {
    only(post(orders()));
    var foreign = new ApplyRequest("other", "tester", "", List.of(post(orders())), false, null);
    assertThat(applied(foreign).results().get(0).id()).isEqualTo("svc_orders");
    assertThat(store().state().tenant("other").services()).hasSize(1);
    only(deleteService("svc_orders"));
    assertThat(store().state().tenant("other").services()).hasSize(1);
  }
}
