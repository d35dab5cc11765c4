package io.apg.mesh.controlplane.mapping;

import io.apg.mesh.ir.RouteAction;
import io.apg.mesh.ir.RouteEntry;
import io.apg.mesh.ir.RouteMatch;
import io.apg.mesh.ir.Source;
import io.apg.mesh.ir.VirtualHost;
import io.apg.mesh.registry.Protocol;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceName;
import io.apg.mesh.registry.ServiceStatus;
import io.apg.mesh.registry.TenantState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Builds virtual hosts: which routes apply to a host, and in which order. */
final class HostBuilder {
  private final TenantState state;
  private final RouteIndex index;
  private final RouteEntries entries;

  HostBuilder(TenantState state, RouteIndex index, MappingDefaults defaults) {
    this.state = state;
    this.index = index;
    this.entries = new RouteEntries(state, defaults);
  }

  /** The virtual host of a sidecar; null = there is no such host. */
  @Nullable VirtualHost sidecar(HostKey key) {
    if (key instanceof HostKey.Near near) {
      return service(near.service(), Domains.near(near.service()));
    }
    if (key instanceof HostKey.Far far) {
      return service(far.service(), Domains.far(far.service()));
    }
    if (key instanceof HostKey.Named named) {
      return host(named.host(), index.routesOf(named.host()));
    }
    return catchAll();
  }

  /** The virtual host of a gateway: routes without hosts apply to every one. */
  @Nullable VirtualHost gateway(HostKey key) {
    if (key instanceof HostKey.Named named) {
      Set<String> routes = index.routesOf(named.host());
      return routes.isEmpty() ? null : host(named.host(), routes, index.hostless());
    }
    return key instanceof HostKey.CatchAll ? catchAll() : null;
  }

  private VirtualHost catchAll() {
    return new VirtualHost("*", List.of("*"), routes(index.hostless()));
  }

  @SafeVarargs
  private @Nullable VirtualHost host(String host, Collection<String>... routeIds) {
    List<RouteEntry> routes = routes(routeIds);
    return routes.isEmpty() ? null : new VirtualHost(host, List.of(host), routes);
  }

  private @Nullable VirtualHost service(ServiceName name, List<String> domains) {
    Set<String> versions = state.versionsOf(name);
    if (versions.isEmpty()) {
      return null;
    }
    Set<String> routeIds = new TreeSet<>();
    domains.forEach(domain -> routeIds.addAll(index.routesOf(domain)));
    for (String version : versions) {
      for (String route : state.routesTo(version)) {
        if (index.hostless().contains(route)) {
          routeIds.add(route);
        }
      }
    }
    List<RouteEntry> routes = new ArrayList<>(routes(routeIds));
    if (versions.stream().map(state::service).anyMatch(HostBuilder::takesRequests)) {
      routes.addAll(byName(name));
    }
    return routes.isEmpty() ? null : new VirtualHost(name.toString(), domains, routes);
  }

  private static boolean takesRequests(@Nullable Service version) {
    return version != null && version.protocol() != Protocol.TCP;
  }

  private List<RouteEntry> byName(ServiceName name) {
    Service target = state.defaultVersion(name);
    if (target != null && takesRequests(target) && target.status() == ServiceStatus.ACTIVE) {
      return entries.byName(target);
    }
    String reason = reason(name, target);
    String subject = target == null ? state.versionsOf(name).iterator().next() : target.id();
    return List.of(
        new RouteEntry(
            name.toString(),
            RouteMatch.ALL,
            new RouteAction.Respond(503, reason),
            new Source("service", subject)));
  }

  private static String reason(ServiceName name, @Nullable Service target) {
    if (target == null) {
      return "no version of " + name + " is the default";
    }
    return takesRequests(target)
        ? "the default version " + target.id() + " is not active"
        : "the default version " + target.id() + " takes connections, at its outbound port";
  }

  @SafeVarargs
  private List<RouteEntry> routes(Collection<String>... routeIds) {
    List<Route> routes = new ArrayList<>();
    for (Collection<String> ids : routeIds) {
      for (String id : ids) {
        Route route = state.route(id);
        if (route != null) {
          routes.add(route);
        }
      }
    }
    routes.sort(RouteOrder.COMPARATOR);
    return routes.stream().map(entries::of).toList();
  }
}
