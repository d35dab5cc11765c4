package io.apg.mesh.registry.contract;

import io.apg.mesh.registry.ApplyRequest;
import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.Change.Delete;
import io.apg.mesh.registry.Change.Mode;
import io.apg.mesh.registry.Change.ObserveAddresses;
import io.apg.mesh.registry.Change.PutEndpoint;
import io.apg.mesh.registry.Change.PutLoadBalancer;
import io.apg.mesh.registry.Change.PutRoute;
import io.apg.mesh.registry.Change.PutService;
import io.apg.mesh.registry.Change.SetDestinations;
import io.apg.mesh.registry.Change.SetStatus;
import io.apg.mesh.registry.DestinationSpec;
import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.LoadBalancer.Algorithm;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.ServiceStatus;
import io.apg.mesh.registry.TenantState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests from a seed, over so few names that they meet each other: some are refused, some
 * change nothing. The same seed and states give the same requests. Not thread-safe.
 */
public final class RandomRequests {
  private static final List<String> NAMES = List.of("a", "b", "c");
  private static final List<String> NAMESPACES = List.of("default", "shop");
  private static final List<String> VERSIONS = List.of("v1", "v1.1", "v2", "canary");
  private static final List<String> HOSTS = List.of("10.0.0.1", "10.0.0.2", "a.test");
  private static final List<String> ROUTES = List.of("r1", "r2", "r3", "r4");

  private static final List<String> BALANCERS = List.of("l1", "l2");

  private final Random random;

  /** Requests of that seed. */
  public RandomRequests(long seed) {
    this.random = new Random(seed);
  }

  /** The next request to a tenant in that state. */
  public ApplyRequest next(TenantState state) {
    List<Change> changes =
        IntStream.rangeClosed(0, random.nextInt(4)).mapToObj(i -> change(state)).toList();
    String prune = random.nextInt(20) == 0 ? "app=x" : null;
    return new ApplyRequest(Requests.TENANT, "random", "", changes, random.nextInt(5) == 0, prune);
  }

  private Change change(TenantState state) {
    return switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> new PutService(mode(), service().spec(), null);
      case 4, 5 -> new PutRoute(mode(), route(state).spec(), null);
      case 6 -> new PutEndpoint(Mode.APPLY, serviceId(state), endpoint().spec(), null);
      case 7 -> deletion(state);
      case 8 ->
          random.nextBoolean()
              ? new SetStatus(serviceId(state), one(List.of(ServiceStatus.values())), "")
              : new SetDestinations("route_" + one(ROUTES), destinations(state), null);
      case 9, 10 -> new PutLoadBalancer(mode(), balancer(state).spec(), null);
      default -> observation(state);
    };
  }

  private Mode mode() {
    return random.nextInt(4) > 0 ? Mode.APPLY : one(List.of(Mode.CREATE, Mode.REPLACE));
  }

  private ServiceDraft service() {
    ServiceDraft draft = ServiceDraft.service(one(NAMES), one(VERSIONS), one(NAMESPACES));
    draft.description(one(List.of("", "x"))).isDefault(random.nextInt(4) == 0 ? true : null);
    draft.labels(labels());
    if (random.nextInt(3) == 0) {
      draft.dependencies(one(NAMES) + "." + one(NAMESPACES));
    }
    if (random.nextBoolean()) {
      draft.endpoints(endpoint());
    }
    if (random.nextInt(6) == 0) {
      draft.tcp(5000 + random.nextInt(3));
    }
    if (random.nextInt(4) == 0) {
      draft.loadBalancerId(one(List.of("", "lb_" + one(BALANCERS))));
    }
    return draft;
  }

  private LoadBalancerDraft balancer(TenantState state) {
    LoadBalancerDraft draft = LoadBalancerDraft.balancer(one(BALANCERS)).labels(labels());
    draft.algorithm(one(List.of(Algorithm.RANDOM, Algorithm.MAGLEV)));
    if (random.nextBoolean()) {
      draft.services(random.nextBoolean() ? new String[0] : new String[] {serviceId(state)});
    }
    return draft;
  }

  private EndpointDraft endpoint() {
    return EndpointDraft.endpoint(one(HOSTS), 80 + random.nextInt(2)).weight(random.nextInt(3));
  }

  private RouteDraft route(TenantState state) {
    return RouteDraft.route(one(ROUTES), "/", destinations(state).toArray(DestinationSpec[]::new))
        .labels(labels());
  }

  private List<DestinationSpec> destinations(TenantState state) {
    List<DestinationSpec> destinations = new ArrayList<>();
    destinations.add(Requests.to(serviceId(state), random.nextInt(3)));
    if (random.nextBoolean()) {
      destinations.add(Requests.toName(one(NAMES) + "." + one(NAMESPACES), 1));
    }
    return destinations;
  }

  private Change deletion(TenantState state) {
    if (random.nextBoolean()) {
      return random.nextInt(4) == 0
          ? new Delete(ObjectKind.LOAD_BALANCER, "lb_" + one(BALANCERS), null)
          : new Delete(ObjectKind.ROUTE, "route_" + one(ROUTES), null);
    }
    Endpoint endpoint = anEndpoint(state);
    return endpoint != null && random.nextBoolean()
        ? new Delete(ObjectKind.ENDPOINT, endpoint.id(), null)
        : new Delete(ObjectKind.SERVICE, serviceId(state), null);
  }

  private Change observation(TenantState state) {
    Endpoint endpoint = anEndpoint(state);
    String id = endpoint == null ? "ep_none~x~1" : endpoint.id();
    return new ObserveAddresses(Map.of(id, List.of("10.1.0." + random.nextInt(3))));
  }

  private @Nullable Endpoint anEndpoint(TenantState state) {
    List<Endpoint> endpoints =
        state.endpoints().values().stream().flatMap(all -> all.values().stream()).toList();
    return endpoints.isEmpty() ? null : one(endpoints);
  }

  private String serviceId(TenantState state) {
    return state.services().isEmpty() || random.nextInt(10) == 0
        ? "svc_none"
        : one(List.copyOf(state.services().keySet()));
  }

  private Map<String, String> labels() {
    return random.nextInt(3) == 0 ? Map.of("app", "x") : Map.of();
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
