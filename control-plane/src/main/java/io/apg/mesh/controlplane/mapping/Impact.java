package io.apg.mesh.controlplane.mapping;

import io.apg.mesh.ir.Affinity;
import io.apg.mesh.registry.Destination;
import io.apg.mesh.registry.EndpointNames;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceName;
import io.apg.mesh.registry.TenantState;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what a set of changed objects touches. Mutable while a step is worked out. */
final class Impact {
  private final TenantState before;
  private final TenantState after;
  private RouteIndex index;
  private final Set<String> services = new LinkedHashSet<>();
  private final Set<String> findingServices = new LinkedHashSet<>();
  private final Set<String> routes = new LinkedHashSet<>();
  private final Set<HostKey> sidecarHosts = new LinkedHashSet<>();
  private final Set<HostKey> gatewayHosts = new LinkedHashSet<>();
  private final Set<Integer> ports = new LinkedHashSet<>();

  Impact(TenantState before, TenantState after, RouteIndex index) {
    this.before = before;
    this.after = after;
    this.index = index;
    if (before.services().isEmpty() && before.routes().isEmpty()) {
      everyOtherHost(); // It is there from the beginning.
    }
  }

  private void everyOtherHost() {
    sidecarHosts.add(HostKey.CATCH_ALL);
    gatewayHosts.add(HostKey.CATCH_ALL);
  }

  RouteIndex index() {
    return index;
  }

  Set<String> services() {
    return services;
  }

  Set<String> findingServices() {
    return findingServices;
  }

  Set<String> routes() {
    return routes;
  }

  Set<HostKey> sidecarHosts() {
    return sidecarHosts;
  }

  Set<HostKey> gatewayHosts() {
    return gatewayHosts;
  }

  Set<Integer> ports() {
    return ports;
  }

  void add(ObjectKey key) {
    switch (key.kind()) {
      case SERVICE -> service(key.id());
      case ENDPOINT -> cluster(EndpointNames.serviceOf(key.id()));
      case ROUTE -> route(key.id());
      case LOAD_BALANCER -> loadBalancer(key.id());
      case LEAVING -> services.add(key.id());
      case DRAINING -> services.add(EndpointNames.serviceOf(key.id()));
    }
  }

  /** Routes know no more of it than its affinity. */
  private void loadBalancer(String id) {
    Affinity old = Balancers.affinity(before.loadBalancer(id));
    boolean same = Objects.equals(old, Balancers.affinity(after.loadBalancer(id)));
    for (String service : after.servicesOf(id)) {
      if (same) {
        cluster(service);
      } else {
        service(service);
      }
    }
  }

  private void cluster(String serviceId) {
    services.add(serviceId);
    findingServices.add(serviceId);
  }

  private void service(String id) {
    services.add(id);
    name(before.service(id));
    name(after.service(id));
    findingServices.addAll(before.dependentsOf(id));
    findingServices.addAll(after.dependentsOf(id));
    before.routesTo(id).forEach(this::route);
    after.routesTo(id).forEach(this::route);
  }

  private void name(@Nullable Service service) {
    if (service == null) {
      return;
    }
    if (service.outboundPort() != 0) {
      ports.add(service.outboundPort());
    }
    ServiceName name = service.name();
    shown(name);
    findingServices.addAll(before.versionsOf(name));
    findingServices.addAll(after.versionsOf(name));
    boolean was = !before.versionsOf(name).isEmpty();
    boolean is = !after.versionsOf(name).isEmpty();
    if (was != is) {
      index = index.withName(name, is);
      // Its names pass between routes' own virtual hosts and the service's.
      Domains.near(name).forEach(domain -> sidecarHosts.add(new HostKey.Named(domain)));
    }
  }

  private void route(String id) {
    if (!routes.add(id)) {
      return;
    }
    Route old = before.route(id);
    Route now = after.route(id);
    if (old != null) {
      places(old);
      index = index.minus(old);
    }
    if (now != null) {
      index = index.plus(now);
      places(now);
    }
  }

  private void places(Route route) {
    for (Destination destination : route.destinations()) {
      services.add(destination.serviceId());
      if (route.hosts().isEmpty()) {
        shown(nameOf(destination.serviceId()));
      }
    }
    if (route.hosts().isEmpty()) {
      everyOtherHost();
      index.byHost().keySet().forEach(host -> gatewayHosts.add(new HostKey.Named(host)));
      return;
    }
    for (String host : route.hosts()) {
      sidecarHosts.add(new HostKey.Named(host));
      gatewayHosts.add(new HostKey.Named(host));
      index.servicesNamed(host).forEach(this::shown);
    }
  }

  private @Nullable ServiceName nameOf(String serviceId) {
    Service service = after.service(serviceId);
    Service known = service != null ? service : before.service(serviceId);
    return known == null ? null : known.name();
  }

  private void shown(@Nullable ServiceName name) {
    if (name != null) {
      sidecarHosts.add(new HostKey.Near(name));
      sidecarHosts.add(new HostKey.Far(name));
    }
  }
}
