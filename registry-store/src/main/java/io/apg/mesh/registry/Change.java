package io.apg.mesh.registry;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One wish of an {@link ApplyRequest}. {@code expectedRevision} = check-and-set against the
 * revision of the object (0 = it is not there), with endpoints in the body against the newest
 * revision among the service and its endpoints; null = none. Where an id of a service is asked for,
 * a reference {@code name[.namespace][@version]} may stand.
 */
public sealed interface Change {
  /** How a put treats what is there. */
  enum Mode {
    /** The object must not exist. */
    CREATE,
    /** The object must exist. */
    REPLACE,
    /** Either. */
    APPLY
  }

  /** Creates or replaces a service, with its endpoints where the body has them. */
  record PutService(Mode mode, ServiceSpec spec, @Nullable Long expectedRevision)
      implements Change {}

  /** Creates or replaces a route. */
  record PutRoute(Mode mode, RouteSpec spec, @Nullable Long expectedRevision) implements Change {}

  /** Creates or replaces a load balancer, and says which services use it where the body does. */
  record PutLoadBalancer(Mode mode, LoadBalancerSpec spec, @Nullable Long expectedRevision)
      implements Change {}

  /**
   * Adds or refreshes one endpoint of a service. {@code REPLACE} finds it by its id where that is
   * given; otherwise, and for the other modes, host and port say which one it is.
   */
  record PutEndpoint(
      Mode mode, String serviceId, EndpointSpec spec, @Nullable Long expectedRevision)
      implements Change {}

  /**
   * A change that depends on what is there: {@code decide} makes it of the tenant's newest state,
   * on top of which it is committed, so that no other write comes between. It must be a pure and
   * quick function, as it runs inside the store's write lock, more than once where a store tries
   * again.
   *
   * @param kind of the object
   * @param id of the object
   */
  record Edit(ObjectKind kind, String id, Function<TenantState, Change> decide) implements Change {}

  /**
   * Removes an object; an id or, for services, a reference.
   *
   * @param mayBeGone whether it is no mistake, but {@code UNCHANGED}, where there is no such object
   */
  record Delete(ObjectKind kind, String id, @Nullable Long expectedRevision, boolean mayBeGone)
      implements Change {
    /** Removes an object that must be there. */
    public Delete(ObjectKind kind, String id, @Nullable Long expectedRevision) {
      this(kind, id, expectedRevision, false);
    }
  }

  /** Sets the status of a service. */
  record SetStatus(
      String serviceId, ServiceStatus status, String reason, @Nullable Long expectedRevision)
      implements Change {
    /** Sets the status whatever the revision is. */
    public SetStatus(String serviceId, ServiceStatus status, String reason) {
      this(serviceId, status, reason, null);
    }
  }

  /** Replaces the destinations of a route. */
  record SetDestinations(
      String routeId, List<DestinationSpec> destinations, @Nullable Long expectedRevision)
      implements Change {}

  /**
   * Notes what DNS names resolve to: addresses by endpoint id. Unknown endpoints are ignored. It is
   * a revision of the store, but leaves the stamps of the endpoints alone.
   */
  record ObserveAddresses(Map<String, List<String>> addresses) implements Change {}

  /**
   * Ends the delivery of what was removed: revisions that removed it, by id. What was removed by
   * another revision, or is back, stays. It is a revision of the store.
   */
  record EndDelivery(Map<String, Long> services, Map<String, Long> endpoints) implements Change {
    public EndDelivery {
      services = Map.copyOf(services);
      endpoints = Map.copyOf(endpoints);
    }
  }
}
