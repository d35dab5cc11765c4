package io.apg.mesh.controlplane.admin;

import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.Change.Mode;
import io.apg.mesh.registry.DestinationSpec;
import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.EndpointSpec;
import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.LoadBalancerSpec;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.RouteSpec;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceSpec;
import io.apg.mesh.registry.body.ObjectBodies;
import org.jspecify.annotations.Nullable;

/** Makes of a kept body the change that brings the object back to it. Stateless. */
final class Specs {
  private Specs() {}

  /** The change; {@code expected} is the revision the object must have, null = any. */
  static Change restore(ObjectKind kind, String body, @Nullable Long expected) {
    return switch (kind) {
      case SERVICE ->
          new Change.PutService(Mode.APPLY, service(ObjectBodies.service(body)), expected);
      case ROUTE -> new Change.PutRoute(Mode.APPLY, route(ObjectBodies.route(body)), expected);
      case LOAD_BALANCER ->
          new Change.PutLoadBalancer(
              Mode.APPLY, balancer(ObjectBodies.loadBalancer(body)), expected);
      case ENDPOINT -> {
        Endpoint endpoint = ObjectBodies.endpoint(body);
        yield new Change.PutEndpoint(
            Mode.APPLY, endpoint.serviceId(), endpoint(endpoint), expected);
      }
      case LEAVING, DRAINING ->
          throw new IllegalArgumentException("kind: " + kind + " (expected: one that users write)");
    };
  }

  /** Without endpoints: they are objects of their own. */
  private static ServiceSpec service(Service service) {
    return new ServiceSpec(
        service.id(),
        service.name().name(),
        service.version(),
        service.name().namespace(),
        service.description(),
        service.status(),
        service.protocol(),
        service.outboundPort() == 0 ? null : service.outboundPort(),
        service.isDefault(),
        service.reach(),
        service.resolution(),
        service.dependencies(),
        service.loadBalancerId(),
        service.metadata(),
        service.labels(),
        null);
  }

  private static RouteSpec route(Route route) {
    return new RouteSpec(
        route.id(),
        route.name(),
        route.hosts(),
        route.matchType(),
        route.matchValue(),
        route.methods(),
        route.headers(),
        route.query(),
        route.destinations().stream()
            .map(one -> new DestinationSpec(one.serviceId(), null, one.weight()))
            .toList(),
        route.timeoutMs(),
        route.retryAttempts(),
        route.retryOn(),
        route.priority(),
        route.enabled(),
        route.labels());
  }

  /** Without services: which of them use it is theirs to say. */
  private static LoadBalancerSpec balancer(LoadBalancer balancer) {
    boolean affinity = !balancer.sessionAffinityCookie().isEmpty();
    return new LoadBalancerSpec(
        balancer.id(),
        balancer.name(),
        balancer.algorithm(),
        balancer.sessionAffinity(),
        affinity ? balancer.sessionAffinityCookie() : null,
        balancer.healthCheck().toSpec(),
        balancer.circuitBreakerEnabled(),
        balancer.failureThreshold(),
        balancer.recoveryTimeout(),
        balancer.limits(),
        null,
        balancer.labels());
  }

  private static EndpointSpec endpoint(Endpoint endpoint) {
    return new EndpointSpec(
        endpoint.id(),
        endpoint.host(),
        endpoint.port(),
        null,
        endpoint.path(),
        endpoint.weight(),
        endpoint.healthCheckPath(),
        endpoint.zone(),
        endpoint.priority(),
        endpoint.metadata(),
        endpoint.labels());
  }
}
