package io.apg.mesh.registry.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.registry.ApplyOutcome.Applied;
import io.apg.mesh.registry.ApplyOutcome.Refused;
import io.apg.mesh.registry.ApplyRequest;
import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.Health;
import io.apg.mesh.registry.Leaving;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.RevisionRecord.ObjectChange;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceName;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.registry.body.ObjectBodies;
import io.apg.mesh.registry.contract.RandomRequests;
import io.apg.mesh.registry.contract.Requests;
import io.apg.mesh.registry.contract.TickingClock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random requests, and what must hold after each of them. */
class PlannerPropertyTest {
  private static final int REQUESTS = 1_500;

  private final Planner planner =
      new Planner(new Settings("default", regex -> Optional.empty()), new TickingClock());

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void invariantsHold_afterEveryRequest(long seed) {
    RandomRequests requests = new RandomRequests(seed);
    MeshState state = MeshState.EMPTY;
    Identities identities = Identities.EMPTY;
    Map<ObjectKey, String> bodies = new HashMap<>();
    int refused = 0;
    int unchanged = 0;
    for (int i = 0; i < REQUESTS; i++) {
      ApplyRequest request = requests.next(state.tenant(Requests.TENANT));
      Plan plan = planner.plan(state, identities, request);
      if (plan.revision() == null) {
        assertThat(plan.state()).isSameAs(state);
        assertThat(plan.identities()).isSameAs(identities);
        refused += plan.outcome() instanceof Refused ? 1 : 0;
        unchanged += plan.outcome() instanceof Applied ? 1 : 0;
        continue;
      }
      assertThat(plan.state().revision()).isEqualTo(state.revision() + 1);
      TenantState after = plan.state().tenant(Requests.TENANT);
      assertThat(after).isEqualTo(recomputed(after));
      assertOneDefault(after);
      assertDeparted(after);
      if (!request.force()) {
        assertNoNewDangling(state.tenant(Requests.TENANT), after);
        assertNoDanglingBalancer(state.tenant(Requests.TENANT), after);
      }
      replay(bodies, plan);
      assertThat(bodies).isEqualTo(bodies(after));
      assertThat(plan.identities().ids().keySet()).containsAll(identities.ids().keySet());
      assertThat(plan.identities().ids()).hasSameSizeAs(plan.identities().owners());
      state = plan.state();
      identities = plan.identities();
    }
    // Else the generator proves nothing.
    assertThat(state.revision()).isGreaterThan(REQUESTS / 10);
    assertThat(refused).isGreaterThan(REQUESTS / 10);
    assertThat(unchanged).isGreaterThan(REQUESTS / 200);
  }

  /** The same objects, with the indexes made anew. */
  private static TenantState recomputed(TenantState state) {
    TenantState result = TenantState.EMPTY.withDeparting(state.departing());
    for (Service service : state.services().values()) {
      result = result.withService(service);
    }
    for (var route : state.routes().values()) {
      result = result.withRoute(route);
    }
    for (var balancer : state.loadBalancers().values()) {
      result = result.withLoadBalancer(balancer);
    }
    for (var endpoints : state.endpoints().values()) {
      assertThat(endpoints).isNotEmpty();
      for (Endpoint endpoint : endpoints.values()) {
        assertThat(state.services()).containsKey(endpoint.serviceId());
        result = result.withEndpoint(endpoint);
      }
    }
    return result;
  }

  private static void assertOneDefault(TenantState state) {
    Set<ServiceName> names = new HashSet<>();
    for (Service service : state.services().values()) {
      if (service.isDefault()) {
        assertThat(names.add(service.name())).as("one default of " + service.name()).isTrue();
      }
    }
  }

  /** What departs is not there any more. */
  private static void assertDeparted(TenantState state) {
    for (Leaving leaving : state.departing().services().values()) {
      String id = leaving.serviceId();
      assertThat(state.services().containsKey(id)).isEqualTo(leaving.remains() == null);
      assertThat(leaving.remains() == null && state.isRouted(id)).as("routed %s", id).isFalse();
    }
    for (var addresses : state.departing().endpoints().values()) {
      assertThat(addresses).isNotEmpty();
      for (Endpoint address : addresses.values()) {
        assertThat(address.health()).isEqualTo(Health.DRAINING);
        assertThat(state.endpoint(address.serviceId(), address.id())).isNull();
      }
    }
  }

  private static void assertNoNewDangling(TenantState before, TenantState after) {
    for (String id : after.routesByService().keySet()) {
      assertThat(after.services().containsKey(id) || !before.services().containsKey(id)).isTrue();
    }
    for (String id : after.dependents().keySet()) {
      assertThat(after.services().containsKey(id) || !before.services().containsKey(id)).isTrue();
    }
  }

  private static void assertNoDanglingBalancer(TenantState before, TenantState after) {
    for (String id : after.servicesByBalancer().keySet()) {
      assertThat(
              after.loadBalancers().containsKey(id)
                  || (before.servicesByBalancer().containsKey(id)
                      && !before.loadBalancers().containsKey(id)))
          .isTrue();
    }
  }

  /** What the revision says must lead from the bodies before to those after. */
  private static void replay(Map<ObjectKey, String> bodies, Plan plan) {
    for (ObjectChange change : plan.revision().changes()) {
      ObjectKey key = new ObjectKey(Requests.TENANT, change.kind(), change.id());
      assertThat(change.before()).isEqualTo(bodies.getOrDefault(key, ""));
      assertThat(change.after()).isNotEqualTo(change.before());
      if (change.after().isEmpty()) {
        bodies.remove(key);
      } else {
        bodies.put(key, change.after());
        // Only observed addresses come without a stamp of their own.
        assertThat(change.after().endsWith("\"revision\":" + plan.revision().number() + "}"))
            .isEqualTo(
                (change.kind() != ObjectKind.ENDPOINT && change.kind() != ObjectKind.LEAVING)
                    || (change.kind() == ObjectKind.ENDPOINT
                        && !withoutAddresses(change.after())
                            .equals(withoutAddresses(change.before()))));
      }
    }
  }

  private static String withoutAddresses(String body) {
    return body.replaceFirst("\"addresses\":\\[[^]]*]", "");
  }

  private static Map<ObjectKey, String> bodies(TenantState state) {
    Map<ObjectKey, String> bodies = new HashMap<>();
    state
        .services()
        .values()
        .forEach(s -> bodies.put(key("SERVICE", s.id()), ObjectBodies.write(s)));
    state.routes().values().forEach(r -> bodies.put(key("ROUTE", r.id()), ObjectBodies.write(r)));
    state
        .loadBalancers()
        .values()
        .forEach(b -> bodies.put(key("LOAD_BALANCER", b.id()), ObjectBodies.write(b)));
    state
        .endpoints()
        .values()
        .forEach(
            all ->
                all.values()
                    .forEach(e -> bodies.put(key("ENDPOINT", e.id()), ObjectBodies.write(e))));
    state
        .departing()
        .services()
        .values()
        .forEach(l -> bodies.put(key("LEAVING", l.serviceId()), ObjectBodies.write(l)));
    state
        .departing()
        .endpoints()
        .values()
        .forEach(
            all ->
                all.values()
                    .forEach(e -> bodies.put(key("DRAINING", e.id()), ObjectBodies.write(e))));
    return bodies;
  }

  private static ObjectKey key(String kind, String id) {
    return new ObjectKey(Requests.TENANT, ObjectKind.valueOf(kind), id);
  }
}
