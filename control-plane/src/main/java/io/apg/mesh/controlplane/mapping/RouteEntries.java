package io.apg.mesh.controlplane.mapping;

import io.apg.mesh.ir.PathMatch;
import io.apg.mesh.ir.Retry;
import io.apg.mesh.ir.RouteAction;
import io.apg.mesh.ir.RouteEntry;
import io.apg.mesh.ir.RouteMatch;
import io.apg.mesh.ir.Source;
import io.apg.mesh.ir.Target;
import io.apg.mesh.ir.ValueMatch;
import io.apg.mesh.registry.Condition;
import io.apg.mesh.registry.Destination;
import io.apg.mesh.registry.Protocol;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceStatus;
import io.apg.mesh.registry.TenantState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes route entries from routes, and those that call a service by its name. */
final class RouteEntries {
  /** Tried again on another host: the request did not reach the application. */
  private static final List<String> SAFE_TO_RETRY = List.of("connect-failure", "refused-stream");

  private static final List<String> IDEMPOTENT_RETRY =
      List.of("connect-failure", "refused-stream", "reset");
  private static final List<String> IDEMPOTENT = List.of("GET", "HEAD", "OPTIONS");

  private final TenantState state;
  private final MappingDefaults defaults;

  RouteEntries(TenantState state, MappingDefaults defaults) {
    this.state = state;
    this.defaults = defaults;
  }

  RouteEntry of(Route route) {
    return new RouteEntry(route.id(), match(route), action(route), new Source("route", route.id()));
  }

  /** Destinations of a route that take calls. */
  static List<Target> targets(Route route, TenantState state) {
    List<Target> targets = new ArrayList<>();
    for (Destination destination : route.destinations()) {
      Service service = state.service(destination.serviceId());
      if (service != null && service.status() == ServiceStatus.ACTIVE && destination.weight() > 0) {
        targets.add(target(service, destination.weight(), state));
      }
    }
    return targets;
  }

  private static Target target(Service service, int weight, TenantState state) {
    return new Target(service.id(), weight, Balancers.affinity(service, state));
  }

  private RouteAction action(Route route) {
    List<Target> targets = targets(route, state);
    if (targets.isEmpty()) {
      return new RouteAction.Respond(503, "route " + route.name() + " has no active destination");
    }
    Duration timeout =
        route.timeoutMs() == null ? defaults.timeout() : Duration.ofMillis(route.timeoutMs());
    int attempts = route.retryAttempts() == null ? defaults.retryAttempts() : route.retryAttempts();
    List<String> on = route.retryOn().isEmpty() ? SAFE_TO_RETRY : route.retryOn();
    boolean longLived = targets.stream().anyMatch(target -> isGrpc(target.cluster()));
    return new RouteAction.Forward(targets, timeout, new Retry(on, attempts), longLived);
  }

  private boolean isGrpc(String serviceId) {
    Service service = state.service(serviceId);
    return service != null && service.protocol() == Protocol.GRPC;
  }

  /**
   * What a call by name gets when no route takes it: two entries, as idempotent calls retry more.
   */
  List<RouteEntry> byName(Service target) {
    Source source = new Source("service", target.id());
    RouteMatch idempotent = new RouteMatch(RouteMatch.ALL.path(), IDEMPOTENT, List.of(), List.of());
    return List.of(
        new RouteEntry(
            target.name() + "/idempotent", idempotent, call(target, IDEMPOTENT_RETRY), source),
        new RouteEntry(
            target.name().toString(), RouteMatch.ALL, call(target, SAFE_TO_RETRY), source));
  }

  private RouteAction call(Service target, List<String> retryOn) {
    return new RouteAction.Forward(
        List.of(target(target, 1, state)),
        Duration.ZERO,
        new Retry(retryOn, MappingDefaults.STANDARD.retryAttempts()),
        target.protocol() == Protocol.GRPC);
  }

  static RouteMatch match(Route route) {
    PathMatch path =
        switch (route.matchType()) {
          case PREFIX -> new PathMatch.Prefix(route.matchValue());
          case EXACT -> new PathMatch.Exact(route.matchValue());
          case REGEX -> new PathMatch.Regex(route.matchValue());
        };
    return new RouteMatch(
        path, route.methods(), conditions(route.headers()), conditions(route.query()));
  }

  private static List<ValueMatch> conditions(List<Condition> conditions) {
    return conditions.stream()
        .map(
            condition ->
                new ValueMatch(
                    condition.name(),
                    ValueMatch.Op.valueOf(condition.op().name()),
                    condition.value(),
                    condition.invert()))
        .toList();
  }
}
