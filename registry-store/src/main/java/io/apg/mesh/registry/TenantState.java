package io.apg.mesh.registry;

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
 */
public record TenantState(
    PMap<String, Service> services,
    PMap<String, Route> routes,
    PMap<String, PMap<String, Endpoint>> endpoints,
    PMap<ServiceName, PSet<String>> versions,
    PMap<String, PSet<String>> routesByService,
    PMap<String, PSet<String>> dependents) {
  /** A tenant without objects. */
  public static final TenantState EMPTY =
      new TenantState(
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty(),
          TreePMap.empty());

  /** The service with that id. */
  public @Nullable Service service(String id) {
    return services.get(id);
  }

  /** The route with that id. */
  public @Nullable Route route(String id) {
    return routes.get(id);
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
}
