package io.apg.mesh.registry;

import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.PSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * The objects of one tenant with the indexes that make a change cost what it touches. Immutable.
 *
 * @param services by id
 * @param routes by id
 * @param endpoints by service id, then by endpoint id
 * @param versions ids of the versions of a name
 * @param routesByService ids of the routes that name a service as destination
 * @param dependents ids of the services that declare a service as dependency
 * @param loadBalancers by id
 * @param servicesByBalancer ids of the services that name a load balancer
 * @param servicesByPort ids of the services that have an outbound port
 * @param departing what was removed and is still delivered
 */
public record TenantState(
    PMap<String, Service> services,
    PMap<String, Route> routes,
    PMap<String, PMap<String, Endpoint>> endpoints,
    PMap<ServiceName, PSet<String>> versions,
    PMap<String, PSet<String>> routesByService,
    PMap<String, PSet<String>> dependents,
    PMap<String, LoadBalancer> loadBalancers,
    PMap<String, PSet<String>> servicesByBalancer,
    PMap<Integer, PSet<String>> servicesByPort,
    Departing departing) {
  /** A tenant without objects. */
  public static final TenantState EMPTY =
      new TenantState(
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          Departing.NONE);

  /** The service with that id. */
  public @Nullable Service service(String id) {
    return services.get(id);
  }

  /** The route with that id. */
  public @Nullable Route route(String id) {
    return routes.get(id);
  }

  /** The load balancer with that id. */
  public @Nullable LoadBalancer loadBalancer(String id) {
    return loadBalancers.get(id);
  }

  /** Ids of the services that name a load balancer. */
  public PSet<String> servicesOf(String loadBalancerId) {
    return servicesByBalancer.getOrDefault(loadBalancerId, TreePSet.empty());
  }

  /** Ids of the services that have an outbound port. */
  public PSet<String> servicesAt(int outboundPort) {
    return servicesByPort.getOrDefault(outboundPort, TreePSet.empty());
  }

  /** Endpoints of a service, by id. */
  public PMap<String, Endpoint> endpointsOf(String serviceId) {
    return endpoints.getOrDefault(serviceId, TreePMap.empty());
  }

  /** Ids of the versions of a name. */
  public PSet<String> versionsOf(ServiceName name) {
    return versions.getOrDefault(name, TreePSet.empty());
  }

  /** Ids of the routes that name a service. */
  public PSet<String> routesTo(String serviceId) {
    return routesByService.getOrDefault(serviceId, TreePSet.empty());
  }

  /** Whether an enabled route names a service as destination. */
  public boolean isRouted(String serviceId) {
    return routesTo(serviceId).stream().map(routes::get).anyMatch(r -> r != null && r.enabled());
  }

  /** Whether any service lives in a namespace. */
  public boolean hasNamespace(String namespace) {
    ServiceName first =
        versions instanceof NavigableMap<ServiceName, PSet<String>> sorted
            ? sorted.ceilingKey(new ServiceName(namespace, ""))
            : null;
    return first != null && first.namespace().equals(namespace);
  }

  /** The version that gets the calls by name, or null when none is marked. */
  public @Nullable Service defaultVersion(ServiceName name) {
    for (String id : versionsOf(name)) {
      Service service = services.get(id);
      if (service != null && service.isDefault()) {
        return service;
      }
    }
    return null;
  }

  /** The endpoint with that id, or null. */
  public @Nullable Endpoint endpoint(String serviceId, String id) {
    return endpointsOf(serviceId).get(id);
  }

  /** Ids of the services that declare a service as dependency. */
  public PSet<String> dependentsOf(String serviceId) {
    return dependents.getOrDefault(serviceId, TreePSet.empty());
  }

  /** With a service added or replaced. */
  public TenantState withService(Service service) {
    Service old = services.get(service.id());
    return new TenantState(
        services.plus(service.id(), service),
        routes,
        endpoints,
        old == null ? link(versions, service.name(), service.id()) : versions,
        routesByService,
        relink(dependents, targets(old), targets(service), service.id()),
        loadBalancers,
        relink(servicesByBalancer, balancer(old), balancer(service), service.id()),
        relink(servicesByPort, port(old), port(service), service.id()),
        departing);
  }

  /** Without a service and its endpoints; what refers to it stays. */
  public TenantState withoutService(String id) {
    Service old = services.get(id);
    if (old == null) {
      return this;
    }
    return new TenantState(
        services.minus(id),
        routes,
        endpoints.minus(id),
        unlink(versions, old.name(), id),
        routesByService,
        relink(dependents, targets(old), Set.of(), id),
        loadBalancers,
        relink(servicesByBalancer, balancer(old), Set.of(), id),
        relink(servicesByPort, port(old), Set.of(), id),
        departing);
  }

  /** With a route added or replaced. */
  public TenantState withRoute(Route route) {
    return withRoutes(routes.plus(route.id(), route), route.id());
  }

  /** Without a route. */
  public TenantState withoutRoute(String id) {
    return withRoutes(routes.minus(id), id);
  }

  /** With a load balancer added or replaced. */
  public TenantState withLoadBalancer(LoadBalancer balancer) {
    return withLoadBalancers(loadBalancers.plus(balancer.id(), balancer));
  }

  /** Without a load balancer; services that name it stay. */
  public TenantState withoutLoadBalancer(String id) {
    return withLoadBalancers(loadBalancers.minus(id));
  }

  /** With an endpoint added or replaced. */
  public TenantState withEndpoint(Endpoint endpoint) {
    String service = endpoint.serviceId();
    return withEndpoints(
        endpoints.plus(service, endpointsOf(service).plus(endpoint.id(), endpoint)));
  }

  /** Without an endpoint. */
  public TenantState withoutEndpoint(String serviceId, String id) {
    PMap<String, Endpoint> rest = endpointsOf(serviceId).minus(id);
    return withEndpoints(
        rest.isEmpty() ? endpoints.minus(serviceId) : endpoints.plus(serviceId, rest));
  }

  /** With something else that was removed and is still delivered. */
  public TenantState withDeparting(Departing newDeparting) {
    return new TenantState(
        services,
        routes,
        endpoints,
        versions,
        routesByService,
        dependents,
        loadBalancers,
        servicesByBalancer,
        servicesByPort,
        newDeparting);
  }

  private TenantState withRoutes(PMap<String, Route> newRoutes, String changed) {
    return new TenantState(
        services,
        newRoutes,
        endpoints,
        versions,
        relink(
            routesByService,
            targets(routes.get(changed)),
            targets(newRoutes.get(changed)),
            changed),
        dependents,
        loadBalancers,
        servicesByBalancer,
        servicesByPort,
        departing);
  }

  private TenantState withEndpoints(PMap<String, PMap<String, Endpoint>> newEndpoints) {
    return new TenantState(
        services,
        routes,
        newEndpoints,
        versions,
        routesByService,
        dependents,
        loadBalancers,
        servicesByBalancer,
        servicesByPort,
        departing);
  }

  private TenantState withLoadBalancers(PMap<String, LoadBalancer> newLoadBalancers) {
    return new TenantState(
        services,
        routes,
        endpoints,
        versions,
        routesByService,
        dependents,
        newLoadBalancers,
        servicesByBalancer,
        servicesByPort,
        departing);
  }

  private static Set<Integer> port(@Nullable Service service) {
    return service == null || service.outboundPort() == 0
        ? Set.of()
        : Set.of(service.outboundPort());
  }

  private static Set<String> balancer(@Nullable Service service) {
    return service == null || service.loadBalancerId().isEmpty()
        ? Set.of()
        : Set.of(service.loadBalancerId());
  }

  private static Set<String> targets(@Nullable Service service) {
    return service == null ? Set.of() : new TreeSet<>(service.dependencies());
  }

  private static Set<String> targets(@Nullable Route route) {
    Set<String> targets = new TreeSet<>();
    if (route != null) {
      route.destinations().forEach(destination -> targets.add(destination.serviceId()));
    }
    return targets;
  }

  private static <K> PMap<K, PSet<String>> relink(
      PMap<K, PSet<String>> index, Set<K> before, Set<K> after, String id) {
    PMap<K, PSet<String>> result = index;
    for (K target : before) {
      result = after.contains(target) ? result : unlink(result, target, id);
    }
    for (K target : after) {
      result = before.contains(target) ? result : link(result, target, id);
    }
    return result;
  }

  private static <K> PMap<K, PSet<String>> link(PMap<K, PSet<String>> index, K key, String id) {
    return index.plus(key, index.getOrDefault(key, TreePSet.empty()).plus(id));
  }

  private static <K> PMap<K, PSet<String>> unlink(PMap<K, PSet<String>> index, K key, String id) {
    PSet<String> rest = index.getOrDefault(key, TreePSet.<String>empty()).minus(id);
    return rest.isEmpty() ? index.minus(key) : index.plus(key, rest);
  }
}
