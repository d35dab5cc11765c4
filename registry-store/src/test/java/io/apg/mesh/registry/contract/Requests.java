package io.apg.mesh.registry.contract;

import io.apg.mesh.registry.ApplyRequest;
import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.Change.Delete;
import io.apg.mesh.registry.Change.Mode;
import io.apg.mesh.registry.Change.PutEndpoint;
import io.apg.mesh.registry.Change.PutLoadBalancer;
import io.apg.mesh.registry.Change.PutRoute;
import io.apg.mesh.registry.Change.PutService;
import io.apg.mesh.registry.DestinationSpec;
import io.apg.mesh.registry.ObjectKind;
import java.util.List;

/** Short forms of requests, as tenant {@code default}. */
public final class Requests {
  /** The tenant of these requests. */
  public static final String TENANT = "default";

  private Requests() {}

  /** All of these in one request. */
  public static ApplyRequest request(Change... changes) {
    return new ApplyRequest(TENANT, "tester", "test", List.of(changes), false, null);
  }

  /** The same with force. */
  public static ApplyRequest forced(Change... changes) {
    return new ApplyRequest(TENANT, "tester", "test", List.of(changes), true, null);
  }

  /** The same with pruning. */
  public static ApplyRequest pruning(String label, Change... changes) {
    return new ApplyRequest(TENANT, "tester", "test", List.of(changes), false, label);
  }

  /** Creates a service. */
  public static Change post(ServiceDraft draft) {
    return new PutService(Mode.CREATE, draft.spec(), null);
  }

  /** Replaces a service. */
  public static Change replace(ServiceDraft draft) {
    return new PutService(Mode.REPLACE, draft.spec(), null);
  }

  /** Applies a service. */
  public static Change apply(ServiceDraft draft) {
    return new PutService(Mode.APPLY, draft.spec(), null);
  }

  /** Creates a route. */
  public static Change post(RouteDraft draft) {
    return new PutRoute(Mode.CREATE, draft.spec(), null);
  }

  /** Replaces a route. */
  public static Change replace(RouteDraft draft) {
    return new PutRoute(Mode.REPLACE, draft.spec(), null);
  }

  /** Applies a route. */
  public static Change apply(RouteDraft draft) {
    return new PutRoute(Mode.APPLY, draft.spec(), null);
  }

  /** Creates a load balancer. */
  public static Change post(LoadBalancerDraft draft) {
    return new PutLoadBalancer(Mode.CREATE, draft.spec(), null);
  }

  /** Replaces a load balancer. */
  public static Change replace(LoadBalancerDraft draft) {
    return new PutLoadBalancer(Mode.REPLACE, draft.spec(), null);
  }

  /** Applies a load balancer. */
  public static Change apply(LoadBalancerDraft draft) {
    return new PutLoadBalancer(Mode.APPLY, draft.spec(), null);
  }

  /** Deletes a load balancer. */
  public static Change deleteLoadBalancer(String id) {
    return new Delete(ObjectKind.LOAD_BALANCER, id, null);
  }

  /** Adds or refreshes an endpoint. */
  public static Change put(String serviceId, EndpointDraft draft) {
    return new PutEndpoint(Mode.APPLY, serviceId, draft.spec(), null);
  }

  /** Deletes a service. */
  public static Change deleteService(String id) {
    return new Delete(ObjectKind.SERVICE, id, null);
  }

  /** Deletes a route. */
  public static Change deleteRoute(String id) {
    return new Delete(ObjectKind.ROUTE, id, null);
  }

  /** A destination by id. */
  public static DestinationSpec to(String serviceId, int weight) {
    return new DestinationSpec(serviceId, null, weight);
  }

  /** A destination by reference. */
  public static DestinationSpec toName(String reference, int weight) {
    return new DestinationSpec(null, reference, weight);
  }
}
