package io.apg.mesh.registry.contract;

import static io.apg.mesh.registry.contract.EndpointDraft.endpoint;
import static io.apg.mesh.registry.contract.Requests.TENANT;
import static io.apg.mesh.registry.contract.Requests.deleteService;
import static io.apg.mesh.registry.contract.Requests.post;
import static io.apg.mesh.registry.contract.Requests.to;
import static io.apg.mesh.registry.contract.RouteDraft.route;
import static io.apg.mesh.registry.contract.ServiceDraft.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.registry.Change.ObserveAddresses;
import io.apg.mesh.registry.Change.SetStatus;
import io.apg.mesh.registry.Condition;
import io.apg.mesh.registry.Condition.Op;
import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.MatchType;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.Protocol;
import io.apg.mesh.registry.Reach;
import io.apg.mesh.registry.RevisionRecord;
import io.apg.mesh.registry.ServiceStatus;
import io.apg.mesh.registry.StoreUnavailableException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What outlives a restart. */
public interface DurabilityRules extends StoreFixture {
  @Test
  default void everyField_survivesARestart() {
    applied(
        post(service("cart", "v1", "shop")),
        post(
            service("orders", "v1.2.0", "shop")
                .description("Übersicht \"d\"\n")
                .status(ServiceStatus.DRAINING)
                .protocol(Protocol.HTTP2)
                .isDefault(false)
                .reach(Reach.DECLARED)
                .dependencies("cart.shop")
                .metadata(Map.of("team", "a", "tier", "1"))
                .labels(Map.of("app", "orders", "x/y", ""))
                .endpoints(
                    endpoint("orders.test", 8080)
                        .protocol(Protocol.HTTP2)
                        .path("/api")
                        .weight(0)
                        .healthCheckPath("/health")
                        .zone("z1")
                        .priority(3)
                        .metadata(Map.of("rack", "r1"))
                        .labels(Map.of("e", "f")),
                    endpoint("fd00:0:0::5", 1))),
        post(
            route("all", "/x", to("svc_orders", 90), to("svc_cart", 0))
                .hosts("Shop.Test", "*.test")
                .matchType(MatchType.REGEX)
                .methods("GET", "POST")
                .headers(
                    new Condition("X-A", Op.EXACT, "", false),
                    new Condition("b", Op.PREFIX, "p", true),
                    new Condition("c", Op.REGEX, ".*", false),
                    new Condition("d", Op.PRESENT, "", true))
                .query(new Condition("Q", Op.EXACT, "1", false))
                .timeoutMs(0)
                .retryAttempts(0)
                .retryOn("5xx", "connect-failure")
                .priority(1000)
                .enabled(false)
                .labels(Map.of("l", "m"))),
        post(route("least", "/", to("svc_cart", 1))));
    only(new SetStatus("svc_orders", ServiceStatus.INACTIVE, "broken"));
    Endpoint named = storedEndpoint("svc_orders", "orders.test");
    only(new ObserveAddresses(Map.of(named.id(), List.of("10.0.0.2", "10.0.0.1"))));
    MeshState before = store().state();
    reopen();
    assertThat(store().state()).isEqualTo(before).isNotSameAs(before);
    assertThat(storedEndpoint("svc_orders", "fd00::5").port()).isEqualTo(1);
    assertThat(storedEndpoint("svc_orders", "orders.test").addresses())
        .containsExactly("10.0.0.2", "10.0.0.1");
    assertThat(storedRoute("route_least").timeoutMs()).isNull();
    assertThat(storedRoute("route_all").timeoutMs()).isZero();
  }

  @Test
  default void revisions_tellWhatWasThereBeforeAndAfter() {
    applied(post(service("a", "v1", "default").endpoints(endpoint("10.0.0.1", 80))));
    only(deleteService("svc_a"));
    reopen();
    List<RevisionRecord> revisions = store().revisions(TENANT, Long.MAX_VALUE, 10);
    assertThat(revisions).extracting(RevisionRecord::number).containsExactly(2L, 1L);
    assertThat(revisions.get(0).changes().stream().filter(change -> change.kind().isUsers()))
        .allSatisfy(change -> assertThat(change.after()).isEmpty())
        .extracting(RevisionRecord.ObjectChange::before)
        .containsExactlyElementsOf(
            revisions.get(1).changes().stream().map(RevisionRecord.ObjectChange::after).toList());
    assertThat(revisions.get(1).changes().get(0).after())
        .contains("\"service_name\":\"a\"", "\"status\":\"active\"");
    assertThat(revisions.get(1).actor()).isEqualTo("tester");
    assertThat(store().revisions(TENANT, 2, 10)).containsExactly(revisions.get(1));
    assertThat(store().revisions(TENANT, Long.MAX_VALUE, 1)).containsExactly(revisions.get(0));
    assertThat(store().revision(TENANT, 1)).contains(revisions.get(1));
    assertThat(store().revision(TENANT, 3)).isEmpty();
    assertThat(store().revision("other", 1)).isEmpty();
    assertThat(store().revisions("other", Long.MAX_VALUE, 10)).isEmpty();
  }

  @Test
  default void numbers_goOnAfterARestart() {
    applied(post(service("a", "v1", "default")));
    only(deleteService("svc_a"));
    reopen();
    assertThat(applied(post(service("b", "v1", "default"))).revision()).isEqualTo(3);
  }

  @Test
  default void closedStore_refusesWrites() {
    store().close();
    Assertions.assertThatExceptionOfType(StoreUnavailableException.class)
        .isThrownBy(() -> store().apply(Requests.request()));
    assertThat(store().check().ok()).isFalse();
    reopen();
    assertThat(store().check().ok()).isTrue();
  }
}
