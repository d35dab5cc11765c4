package io.apg.mesh.controlplane.simulation;

import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.Departing;
import io.apg.mesh.registry.DestinationSpec;
import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.EndpointSpec;
import io.apg.mesh.registry.HealthCheck;
import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.LoadBalancerSpec;
import io.apg.mesh.registry.MatchType;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Protocol;
import io.apg.mesh.registry.Resolution;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.RouteSpec;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceSpec;
import io.apg.mesh.registry.ServiceStatus;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.snapshot.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the words of happenings that change the registry. */
final class ChangeWords {
  private static final String BAD = "bad";
  private static final String SLOW = "slow";
  private static final String NAMES = "names";
  private static final String TCP = "tcp";

  private ChangeWords() {}

  /** What to ask of a registry in that state; null = these words are about something else. */
  static @Nullable List<Change> parse(List<String> words, TenantState state) {
    return switch (words.get(0)) {
      case "service" -> List.of(service(words));
      case "delete" -> List.of(new Change.Delete(ObjectKind.SERVICE, words.get(1), null));
      case "recreate" -> List.of(service(words));
      case "endpoint" ->
          List.of(
              new Change.PutEndpoint(
                  Change.Mode.APPLY, words.get(1), endpoint(words.get(2), words.get(3)), null));
      case "status" ->
          List.of(
              new Change.SetStatus(words.get(1), ServiceStatus.valueOf(words.get(2)), "because"));
      case "route" ->
          List.of(route(words.get(1), words.get(2), words.get(3), destinations(words.get(4))));
      case "unroute" -> List.of(new Change.Delete(ObjectKind.ROUTE, words.get(1), null));
      case "split" ->
          List.of(new Change.SetDestinations(words.get(1), destinations(words.get(2)), null));
      case "balancer" -> List.of(balancer(words.get(1), words.get(2), words.get(3)));
      case "unbalance" -> List.of(new Change.Delete(ObjectKind.LOAD_BALANCER, words.get(1), null));
      case "depart" -> List.of(endOfDelivery(state.departing()));
      case "mend" -> mend(state);
      default -> null;
    };
  }

  /** Whether somebody answers a proxy that has that cluster. */
  static boolean answers(Resource cluster) {
    return !cluster.body().toStringUtf8().contains(SLOW + ".example");
  }

  private static Change service(List<String> words) {
    return service(
        words.get(1), words.get(2), words.get(3), Integer.parseInt(words.get(4)), words.get(5));
  }

  /**
   * A service; {@code flavour} says what is special: {@code bad} endpoints, {@code tcp5001}, {@code
   * names} that proxies resolve, {@code slownames} that nobody knows, or {@code badnames}.
   */
  private static Change service(
      String name, String namespace, String version, int hosts, String flavour) {
    boolean names = flavour.endsWith(NAMES);
    boolean tcp = flavour.startsWith(TCP);
    List<EndpointSpec> endpoints = new ArrayList<>();
    if (names) {
      String special = flavour.substring(0, flavour.length() - NAMES.length());
      endpoints.add(endpoint((special.isEmpty() ? name : special) + ".example", "a"));
    } else {
      for (int i = 1; i <= hosts; i++) {
        endpoints.add(endpoint("10.0.0." + i, flavour.equals(BAD) ? BAD : "a"));
      }
    }
    return new Change.PutService(
        Change.Mode.APPLY,
        new ServiceSpec(
            null,
            name,
            version,
            namespace,
            null,
            null,
            tcp ? Protocol.TCP : Protocol.HTTP,
            tcp ? Integer.valueOf(flavour.substring(TCP.length())) : null,
            null,
            null,
            names ? Resolution.PROXY : null,
            null,
            null,
            null,
            null,
            endpoints),
        null);
  }

  private static EndpointSpec endpoint(String host, String zone) {
    return new EndpointSpec(null, host, 8080, null, null, null, null, zone, null, null, null);
  }

  private static Change route(
      String name, String host, String prefix, List<DestinationSpec> destinations) {
    return new Change.PutRoute(
        Change.Mode.APPLY,
        new RouteSpec(
            null,
            name,
            host.equals("-") ? List.of() : List.of(host),
            MatchType.PREFIX,
            prefix,
            null,
            null,
            null,
            destinations,
            null,
            null,
            null,
            null,
            null,
            null),
        null);
  }

  private static List<DestinationSpec> destinations(String words) {
    List<DestinationSpec> all = new ArrayList<>();
    for (String one : words.split(",", -1)) {
      String[] parts = one.split(":", -1);
      all.add(new DestinationSpec(null, parts[0], Integer.parseInt(parts[1])));
    }
    return all;
  }

  private static Change balancer(String name, String flavour, String services) {
    return new Change.PutLoadBalancer(
        Change.Mode.APPLY,
        new LoadBalancerSpec(
            null,
            name,
            flavour.equals("least")
                ? LoadBalancer.Algorithm.LEAST_REQUEST
                : LoadBalancer.Algorithm.ROUND_ROBIN,
            flavour.equals("cookie"),
            null,
            HealthCheck.Spec.NONE,
            null,
            null,
            null,
            LoadBalancer.Limits.NONE,
            List.of(services.split(",", -1)),
            null),
        null);
  }

  /** What was removed is delivered no longer. */
  private static Change endOfDelivery(Departing departing) {
    Map<String, Long> services = new LinkedHashMap<>();
    Map<String, Long> endpoints = new LinkedHashMap<>();
    departing.services().forEach((id, leaving) -> services.put(id, leaving.since()));
    departing
        .endpoints()
        .values()
        .forEach(all -> all.forEach((id, e) -> endpoints.put(id, e.stamps().revision())));
    return new Change.EndDelivery(services, endpoints);
  }

  /** Whatever clients refuse, or what does not answer them, becomes good. */
  private static List<Change> mend(TenantState state) {
    List<Change> changes = new ArrayList<>();
    for (Service service : state.services().values()) {
      if (service.resolution() == Resolution.PROXY || hasBad(state, service)) {
        String port = service.protocol() == Protocol.TCP ? TCP + service.outboundPort() : "http";
        changes.add(
            service(service.name().name(), service.name().namespace(), service.version(), 1, port));
      }
    }
    for (Route route : state.routes().values()) {
      if (route.matchValue().contains(BAD)) {
        changes.add(new Change.Delete(ObjectKind.ROUTE, route.id(), null));
      }
    }
    return changes;
  }

  private static boolean hasBad(TenantState state, Service service) {
    return state.endpointsOf(service.id()).values().stream()
        .map(Endpoint::zone)
        .anyMatch(BAD::equals);
  }
}
