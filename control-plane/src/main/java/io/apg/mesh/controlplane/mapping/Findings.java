package io.apg.mesh.controlplane.mapping;

import io.apg.mesh.registry.Destination;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Protocol;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceStatus;
import io.apg.mesh.registry.TenantState;
import java.util.ArrayList;
import java.util.List;

/** What there is to say of one object. */
final class Findings {
  private final TenantState state;
  private final Verdicts verdicts;
  private final RouteGuard guard;

  Findings(TenantState state, Verdicts verdicts, RouteGuard guard) {
    this.guard = guard;
    this.state = state;
    this.verdicts = verdicts;
  }

  List<Finding> of(Route route) {
    if (!route.enabled()) {
      return List.of();
    }
    List<Finding> findings = new ArrayList<>();
    for (Destination destination : route.destinations()) {
      if (state.service(destination.serviceId()) == null) {
        findings.add(
            about(
                route,
                Finding.Code.DESTINATION_UNKNOWN,
                "destination " + destination.serviceId() + " was deleted with force",
                "create the service, or point the route at another one"));
      }
    }
    if (RouteEntries.targets(route, state).isEmpty()) {
      findings.add(
          about(
              route,
              Finding.Code.ROUTE_WITHOUT_DESTINATION,
              "no destination is active: its requests are answered with 503",
              "activate a destination, or point the route at an active service"));
    }
    guard
        .problem(RouteEntries.match(route))
        .ifPresent(
            problem ->
                findings.add(
                    about(
                        route,
                        Finding.Code.ROUTE_INVALID,
                        problem + "; its last good form is served, or 503",
                        "write the expression anew")));
    if (verdicts.whollyShadowed(route.id())) {
      findings.add(
          about(
              route,
              Finding.Code.ROUTE_SHADOWED,
              "routes before it take all of its requests",
              "raise its priority, or make the routes before it narrower"));
    }
    return findings;
  }

  List<Finding> of(Service service) {
    List<Finding> findings = new ArrayList<>();
    Service byName = state.defaultVersion(service.name());
    if (byName == null) {
      findings.add(
          about(
              service,
              Finding.Code.NO_DEFAULT_VERSION,
              "no version of " + service.name() + " is the default: calls by name get 503",
              "set default: true on a version"));
    } else if (byName.id().equals(service.id()) && service.status() != ServiceStatus.ACTIVE) {
      findings.add(
          about(
              service,
              Finding.Code.DEFAULT_VERSION_INACTIVE,
              service.protocol() == Protocol.TCP
                  ? "the default version is not active: connections to its port are refused"
                  : "the default version is not active: calls by name get 503",
              "activate it, or set default: true on another version"));
    }
    for (String dependency : service.dependencies()) {
      if (state.service(dependency) == null) {
        findings.add(
            about(
                service,
                Finding.Code.DEPENDENCY_UNKNOWN,
                "dependency " + dependency + " was deleted with force",
                "create the service, or take it out of the dependencies"));
      }
    }
    String balancer = service.loadBalancerId();
    if (!balancer.isEmpty() && state.loadBalancer(balancer) == null) {
      findings.add(
          about(
              service,
              Finding.Code.LOAD_BALANCER_UNKNOWN,
              "load balancer " + balancer + " was deleted with force: round robin, no limits",
              "create the load balancer, or name another one"));
    }
    if (service.status() == ServiceStatus.ACTIVE && state.endpointsOf(service.id()).isEmpty()) {
      findings.add(
          about(
              service,
              Finding.Code.NO_ENDPOINT,
              "it has no endpoint: calls get 503",
              "add an endpoint"));
    }
    return findings;
  }

  private static Finding about(Route route, Finding.Code code, String message, String hint) {
    return new Finding(code, ObjectKind.ROUTE, route.id(), message, hint);
  }

  private static Finding about(Service service, Finding.Code code, String message, String hint) {
    return new Finding(code, ObjectKind.SERVICE, service.id(), message, hint);
  }
}
