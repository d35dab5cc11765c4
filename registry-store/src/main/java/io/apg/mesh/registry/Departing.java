package io.apg.mesh.registry;

import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * What left a tenant's registry and is still delivered to proxies, so that nothing in flight is
 * cut. It is not listed anywhere and has no name; it ends by {@link Change.EndDelivery}, or when
 * the same thing comes back. Immutable.
 *
 * @param services by id
 * @param endpoints addresses that drain, by service id, then by the id that an endpoint with that
 *     address has; their health is {@link Health#DRAINING}
 */
public record Departing(
    PMap<String, Leaving> services, PMap<String, PMap<String, Endpoint>> endpoints) {
  /** Nothing. */
  public static final Departing NONE = new Departing(TreePMap.empty(), TreePMap.empty());

  /** The service with that id, if it leaves. */
  public @Nullable Leaving service(String id) {
    return services.get(id);
  }

  /** What a deleted service was; null = there is no such service, or it is there. */
  public Leaving.@Nullable Remains remains(String id) {
    Leaving leaving = services.get(id);
    return leaving == null ? null : leaving.remains();
  }

  /** Whether a route led to a service that leaves. */
  public boolean wasRouted(String id) {
    Leaving leaving = services.get(id);
    return leaving != null && leaving.routed();
  }

  /** Addresses of a service that drain, by id. */
  public PMap<String, Endpoint> endpointsOf(String serviceId) {
    return endpoints.getOrDefault(serviceId, TreePMap.empty());
  }

  /** The draining address with that id. */
  public @Nullable Endpoint endpoint(String id) {
    return endpointsOf(EndpointNames.serviceOf(id)).get(id);
  }

  /** With a service that leaves. */
  public Departing with(Leaving leaving) {
    return new Departing(services.plus(leaving.serviceId(), leaving), endpoints);
  }

  /** With an address that drains. */
  public Departing with(Endpoint endpoint) {
    String service = endpoint.serviceId();
    return new Departing(
        services, endpoints.plus(service, endpointsOf(service).plus(endpoint.id(), endpoint)));
  }

  /** Without a service: it is gone, or back. */
  public Departing withoutService(String id) {
    return new Departing(services.minus(id), endpoints);
  }

  /** Without an address: it is gone, or back. */
  public Departing withoutEndpoint(String id) {
    String service = EndpointNames.serviceOf(id);
    PMap<String, Endpoint> rest = endpointsOf(service).minus(id);
    return new Departing(
        services, rest.isEmpty() ? endpoints.minus(service) : endpoints.plus(service, rest));
  }
}
