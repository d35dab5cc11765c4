package io.apg.mesh.registry.contract;

import static io.apg.mesh.registry.contract.EndpointDraft.endpoint;
import static io.apg.mesh.registry.contract.LoadBalancerDraft.balancer;
import static io.apg.mesh.registry.contract.Requests.TENANT;
import static io.apg.mesh.registry.contract.Requests.deleteLoadBalancer;
import static io.apg.mesh.registry.contract.Requests.deleteRoute;
import static io.apg.mesh.registry.contract.Requests.deleteService;
import static io.apg.mesh.registry.contract.Requests.forced;
import static io.apg.mesh.registry.contract.Requests.post;
import static io.apg.mesh.registry.contract.Requests.put;
import static io.apg.mesh.registry.contract.Requests.replace;
import static io.apg.mesh.registry.contract.Requests.to;
import static io.apg.mesh.registry.contract.RouteDraft.route;
import static io.apg.mesh.registry.contract.ServiceDraft.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.registry.Change.Delete;
import io.apg.mesh.registry.Change.EndDelivery;
import io.apg.mesh.registry.Change.ObserveAddresses;
import io.apg.mesh.registry.Departing;
import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.Health;
import io.apg.mesh.registry.Leaving;
import io.apg.mesh.registry.Leaving.Remains;
import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.ObjectResult.Effect;
import io.apg.mesh.registry.RevisionRecord;
import io.apg.mesh.registry.Service;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What was removed is remembered for those who may still use it, until that is ended. */
public interface DepartureRules extends StoreFixture {
  private Departing departing() {
    return tenant().departing();
  }

  private Leaving leaving(String id) {
    Leaving leaving = departing().service(id);
    assertThat(leaving).as(id).isNotNull();
    return leaving;
  }

  private Set<String> draining(String serviceId) {
    Set<String> hosts = new TreeSet<>();
    departing().endpointsOf(serviceId).values().forEach(address -> hosts.add(address.host()));
    return hosts;
  }

  @Test
  default void deletedService_leavesWithAllThatItsClusterWas() {
    applied(
        post(service("a", "v1", "default").endpoints(endpoint("10.0.0.1", 80))),
        post(balancer("l").services("svc_a")));
    Service service = storedService("svc_a");
    LoadBalancer balancer = tenant().loadBalancer("lb_l");
    Endpoint endpoint = storedEndpoint("svc_a", "10.0.0.1");
    only(deleteService("svc_a"));
    only(deleteLoadBalancer("lb_l"));
    assertThat(departing().services().values())
        .containsExactly(
            new Leaving("svc_a", false, new Remains(service, balancer, List.of(endpoint)), 2));
    assertThat(draining("svc_a")).isEmpty();
    MeshState before = store().state();
    reopen();
    assertThat(store().state()).isEqualTo(before).isNotSameAs(before);
  }

  @Test
  default void recreatedService_leavesNoMore() {
    applied(post(service("a", "v1", "default")));
    only(deleteService("svc_a"));
    assertThat(leaving("svc_a").since()).isEqualTo(2);
    applied(post(service("a", "v1", "default")));
    assertThat(departing()).isEqualTo(Departing.NONE);
  }

  @Test
  default void serviceWithoutItsLastRoute_isRemembered_untilARouteLeadsToItAgain() {
    applied(
        post(service("a", "v1", "default")),
        post(service("b", "v1", "default")),
        post(route("one", "/", to("svc_a", 1))),
        post(route("two", "/", to("svc_a", 1))));
    applied(replace(route("one", "/", to("svc_b", 1))));
    assertThat(departing().services()).isEmpty();
    only(deleteRoute("route_two"));
    assertThat(departing().services().values())
        .containsExactly(new Leaving("svc_a", true, null, 3));
    reopen();
    assertThat(leaving("svc_a").remains()).isNull();
    applied(replace(route("one", "/", to("svc_a", 1)).enabled(false)));
    assertThat(departing().services().keySet()).containsExactly("svc_a", "svc_b");
    applied(replace(route("one", "/", to("svc_a", 1))));
    assertThat(departing().services().keySet()).containsExactly("svc_b");
  }

  @Test
  default void deletedService_isKnownToHaveBeenRouted() {
    applied(
        post(service("a", "v1", "default")),
        post(service("b", "v1", "default")),
        post(service("c", "v1", "default")),
        post(route("r", "/", to("svc_a", 1))));
    applied(replace(route("r", "/", to("svc_b", 1))), deleteService("svc_a"));
    assertThat(leaving("svc_a").routed()).isTrue();
    assertThat(leaving("svc_a").remains()).isNotNull();
    applied(replace(route("r", "/", to("svc_c", 1))));
    only(deleteService("svc_b"));
    assertThat(leaving("svc_b").routed()).isTrue();
    applied(forced(deleteService("svc_c")));
    assertThat(leaving("svc_c").routed()).isTrue();
  }

  @Test
  default void removedEndpoint_drains_untilItIsBack() {
    applied(
        post(
            service("a", "v1", "default")
                .endpoints(
                    endpoint("10.0.0.1", 80).zone("z").priority(2), endpoint("10.0.0.2", 80))));
    Endpoint one = storedEndpoint("svc_a", "10.0.0.1");
    only(new Delete(ObjectKind.ENDPOINT, one.id(), null));
    Endpoint address = departing().endpoint(one.id());
    assertThat(address.health()).isEqualTo(Health.DRAINING);
    assertThat(address.zone()).isEqualTo("z");
    assertThat(address.priority()).isEqualTo(2);
    assertThat(address.stamps().revision()).isEqualTo(2);
    applied(replace(service("a", "v1", "default").endpoints()));
    assertThat(draining("svc_a")).containsExactly("10.0.0.1", "10.0.0.2");
    reopen();
    only(put("svc_a", endpoint("10.0.0.1", 80)));
    assertThat(draining("svc_a")).containsExactly("10.0.0.2");
    only(put("svc_a", endpoint("10.0.0.2", 80)));
    assertThat(departing()).isEqualTo(Departing.NONE);
  }

  @Test
  default void endpointWithoutTraffic_doesNotDrain() {
    applied(post(service("a", "v1", "default").endpoints(endpoint("10.0.0.1", 80).weight(0))));
    applied(replace(service("a", "v1", "default").endpoints()));
    assertThat(departing()).isEqualTo(Departing.NONE);
  }

  @Test
  default void addressesThatANameLost_drain() {
    applied(post(service("a", "v1", "default").endpoints(endpoint("a.test", 80))));
    String id = storedEndpoint("svc_a", "a.test").id();
    only(new ObserveAddresses(Map.of(id, List.of("10.0.0.1", "10.0.0.2"))));
    assertThat(draining("svc_a")).isEmpty();
    only(new ObserveAddresses(Map.of(id, List.of("10.0.0.3"))));
    assertThat(draining("svc_a")).containsExactly("10.0.0.1", "10.0.0.2");
    only(new ObserveAddresses(Map.of(id, List.of("10.0.0.2", "10.0.0.3"))));
    assertThat(draining("svc_a")).containsExactly("10.0.0.1");
    applied(replace(service("a", "v1", "default").endpoints()));
    assertThat(draining("svc_a")).containsExactly("10.0.0.1", "10.0.0.2", "10.0.0.3");
  }

  @Test
  default void deliveryEnds_ofWhatWasRemovedByThatRevision() {
    applied(
        post(service("a", "v1", "default")),
        post(service("b", "v1", "default").endpoints(endpoint("10.0.0.1", 80))));
    String id = storedEndpoint("svc_b", "10.0.0.1").id();
    applied(deleteService("svc_a"), new Delete(ObjectKind.ENDPOINT, id, null));
    assertThat(only(new EndDelivery(Map.of("svc_a", 1L, "svc_c", 2L), Map.of(id, 1L))).effect())
        .isEqualTo(Effect.UNCHANGED);
    assertThat(store().state().revision()).isEqualTo(2);
    assertThat(only(new EndDelivery(Map.of("svc_a", 2L), Map.of())).effect())
        .isEqualTo(Effect.DELETED);
    assertThat(departing().services()).isEmpty();
    only(new EndDelivery(Map.of(), Map.of(id, 2L)));
    assertThat(departing()).isEqualTo(Departing.NONE);
    reopen();
    assertThat(departing()).isEqualTo(Departing.NONE);
    assertThat(store().revision(TENANT, 3).map(RevisionRecord::changes).orElseThrow())
        .extracting(change -> new ObjectKey(TENANT, change.kind(), change.id()))
        .containsExactly(new ObjectKey(TENANT, ObjectKind.LEAVING, "svc_a"));
  }
}
