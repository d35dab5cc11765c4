package io.apg.mesh.controlplane.mapping;

import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.ServiceName;
import java.util.ArrayList;
import java.util.List;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * Finds the routes of a host and the namespaces of a bare name. Immutable.
 *
 * @param byHost ids of the enabled routes that name a host
 * @param hostless ids of the enabled routes that name none
 * @param namespaces namespaces that have a service of that name
 */
record RouteIndex(
    PMap<String, PSet<String>> byHost,
    PSet<String> hostless,
    PMap<String, PSet<String>> namespaces) {
  static final RouteIndex EMPTY =
      new RouteIndex(TreePMap.empty(), TreePSet.empty(), TreePMap.empty());

  RouteIndex plus(Route route) {
    if (!route.enabled()) {
      return this;
    }
    if (route.hosts().isEmpty()) {
      return new RouteIndex(byHost, hostless.plus(route.id()), namespaces);
    }
    PMap<String, PSet<String>> next = byHost;
    for (String host : route.hosts()) {
      next = next.plus(host, next.getOrDefault(host, TreePSet.empty()).plus(route.id()));
    }
    return new RouteIndex(next, hostless, namespaces);
  }

  RouteIndex minus(Route route) {
    PMap<String, PSet<String>> next = byHost;
    for (String host : route.hosts()) {
      PSet<String> left = next.getOrDefault(host, TreePSet.empty()).minus(route.id());
      next = left.isEmpty() ? next.minus(host) : next.plus(host, left);
    }
    return new RouteIndex(next, hostless.minus(route.id()), namespaces);
  }

  RouteIndex withName(ServiceName name, boolean present) {
    PSet<String> known = namespaces.getOrDefault(name.name(), TreePSet.empty());
    PSet<String> next = present ? known.plus(name.namespace()) : known.minus(name.namespace());
    return new RouteIndex(
        byHost,
        hostless,
        next.isEmpty() ? namespaces.minus(name.name()) : namespaces.plus(name.name(), next));
  }

  PSet<String> routesOf(String host) {
    return byHost.getOrDefault(host, TreePSet.empty());
  }

  /** Services one of whose names is {@code host}, in any namespace. */
  List<ServiceName> servicesNamed(String host) {
    List<ServiceName> found = new ArrayList<>();
    for (String namespace : namespaces.getOrDefault(host, TreePSet.empty())) {
      found.add(new ServiceName(namespace, host));
    }
    ServiceName qualified = Domains.parse(host);
    if (qualified != null
        && namespaces
            .getOrDefault(qualified.name(), TreePSet.empty())
            .contains(qualified.namespace())) {
      found.add(qualified);
    }
    return found;
  }
}
