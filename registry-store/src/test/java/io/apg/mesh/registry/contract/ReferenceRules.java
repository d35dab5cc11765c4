package io.apg.mesh.registry.contract;

import static io.apg.mesh.registry.contract.Requests.apply;
import static io.apg.mesh.registry.contract.Requests.deleteRoute;
import static io.apg.mesh.registry.contract.Requests.deleteService;
import static io.apg.mesh.registry.contract.Requests.forced;
import static io.apg.mesh.registry.contract.Requests.post;
import static io.apg.mesh.registry.contract.Requests.pruning;
import static io.apg.mesh.registry.contract.Requests.request;
import static io.apg.mesh.registry.contract.Requests.to;
import static io.apg.mesh.registry.contract.Requests.toName;
import static io.apg.mesh.registry.contract.RouteDraft.route;
import static io.apg.mesh.registry.contract.ServiceDraft.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.registry.Destination;
import io.apg.mesh.registry.DestinationSpec;
import io.apg.mesh.registry.ObjectResult;
import io.apg.mesh.registry.ObjectResult.Effect;
import io.apg.mesh.registry.Problem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What objects say of each other. */
public interface ReferenceRules extends StoreFixture {
  private ServiceDraft a() {
    return service("a", "v1", "default");
  }

  private ServiceDraft b() {
    return service("b", "v1", "shop");
  }

  @Test
  default void references_areFoundInTheState_thatTheRequestLeadsTo() {
    applied(
        post(route("r", "/", toName("a", 1), toName("b.shop", 2), toName("a.default@v2", 3))),
        post(a().dependencies("b.shop", "svc_a_v2")),
        post(b()),
        post(service("a", "v2", "default")));
    assertThat(storedRoute("route_r").destinations())
        .containsExactly(
            new Destination("svc_a", 1),
            new Destination("svc_b", 2),
            new Destination("svc_a_v2", 3));
    assertThat(storedService("svc_a").dependencies()).containsExactly("svc_b", "svc_a_v2");
    assertThat(tenant().dependentsOf("svc_b")).containsExactly("svc_a");
  }

  @Test
  default void reference_withoutVersion_isTheDefault_asItWillBe() {
    applied(post(a()), post(service("a", "v2", "default")));
    applied(
        post(route("r", "/", toName("a", 1))),
        apply(service("a", "v2", "default").isDefault(true)));
    assertThat(storedRoute("route_r").destinations())
        .containsExactly(new Destination("svc_a_v2", 1));
  }

  @Test
  default void unknownService_isInvalid() {
    only(post(a().isDefault(false)));
    assertThat(
            refused(
                post(
                    route(
                        "r",
                        "/",
                        to("svc_none", 1),
                        toName("none", 1),
                        toName("a@v9", 1),
                        toName("a", 1),
                        toName("a b@", 1))),
                post(b().dependencies("none.shop"))))
        .containsExactlyInAnyOrder(
            "0 INVALID /destination_services/0/service_id",
            "0 INVALID /destination_services/1/service",
            "0 INVALID /destination_services/2/service",
            "0 INVALID /destination_services/3/service",
            "0 INVALID /destination_services/4/service",
            "1 INVALID /dependencies/0");
  }

  @Test
  default void destinations_nameOneServiceOnce_eachByOneName() {
    only(post(a()));
    assertThat(refused(post(route("r", "/", to("svc_a", 1), toName("a", 1)))))
        .containsExactly("0 INVALID /destination_services/1");
    assertThat(
            refused(
                post(
                    route(
                        "r",
                        "/",
                        new DestinationSpec("svc_a", "a", 1),
                        new DestinationSpec(null, null, 1)))))
        .containsExactly(
            "0 INVALID /destination_services/0/service",
            "0 INVALID /destination_services/1/service_id");
    assertThat(refused(post(route("r", "/", to("svc_a", 0)))))
        .containsExactly("0 INVALID /destination_services");
    assertThat(refused(post(route("r", "/")))).containsExactly("0 INVALID /destination_services");
  }

  @Test
  default void usedService_isNotDeleted() {
    applied(post(a()), post(b().dependencies("a.default")), post(route("r", "/", to("svc_a", 1))));
    List<Problem> problems = problems(request(deleteService("svc_a")));
    assertThat(problems).extracting(StoreFixture::brief).containsExactly("0 IN_USE ");
    assertThat(problems.get(0).message()).contains("route/route_r", "service/svc_b");
  }

  @Test
  default void usedService_isDeleted_whenTheUseEndsToo() {
    applied(post(a()), post(b().dependencies("a.default")), post(route("r", "/", to("svc_a", 1))));
    applied(deleteService("a.default"), apply(b()), apply(route("r", "/", to("svc_b", 1))));
    assertThat(tenant().services().keySet()).containsExactly("svc_b");
    applied(deleteService("svc_b"), deleteRoute("route_r"));
    assertThat(tenant().services()).isEmpty();
    assertThat(tenant().routesByService()).isEmpty();
    assertThat(tenant().dependents()).isEmpty();
  }

  @Test
  default void force_leavesReferencesBehind_andTheyHeal() {
    applied(post(a()), post(b().dependencies("svc_a")), post(route("r", "/", to("svc_a", 1))));
    applied(forced(deleteService("svc_a")));
    assertThat(storedRoute("route_r").destinations()).containsExactly(new Destination("svc_a", 1));
    assertThat(tenant().routesTo("svc_a")).containsExactly("route_r");
    assertThat(effects(apply(route("r", "/", to("svc_a", 1))), apply(b().dependencies("svc_a"))))
        .containsOnly(Effect.UNCHANGED);
    assertThat(refused(apply(route("r2", "/", to("svc_a", 1)))))
        .containsExactly("0 INVALID /destination_services/0/service_id");
    only(post(a()));
    only(apply(route("r2", "/", to("svc_a", 1))));
  }

  @Test
  default void prune_removesWhatCarriesTheLabel_ofTheKindsPresent() {
    Map<String, String> ours = Map.of("app", "x");
    applied(
        post(a().labels(ours)),
        post(b().labels(ours)),
        post(service("c", "v1", "default")),
        post(route("r", "/", to("svc_b", 1)).labels(ours)));
    assertThat(problems(pruning("app=x", apply(a().labels(ours)))))
        .extracting(StoreFixture::brief)
        .containsExactly("-1 IN_USE ");
    assertThat(problems(pruning("app", apply(a().labels(ours)))))
        .extracting(StoreFixture::brief)
        .containsExactly("-1 INVALID /prune/label");
    assertThat(
            applied(
                    pruning(
                        "app=x",
                        apply(a().labels(ours)),
                        apply(route("s", "/", to("svc_a", 1)).labels(ours))))
                .results())
        .extracting(ObjectResult::id)
        .containsExactly("svc_a", "route_s", "svc_b", "route_r");
    assertThat(tenant().services().keySet()).containsExactly("svc_a", "svc_c");
    assertThat(tenant().routes().keySet()).containsExactly("route_s");
  }
}
