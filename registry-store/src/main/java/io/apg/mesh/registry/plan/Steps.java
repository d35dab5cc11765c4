package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.Change.Delete;
import io.apg.mesh.registry.Change.EndDelivery;
import io.apg.mesh.registry.Change.ObserveAddresses;
import io.apg.mesh.registry.Change.PutEndpoint;
import io.apg.mesh.registry.Change.PutLoadBalancer;
import io.apg.mesh.registry.Change.PutRoute;
import io.apg.mesh.registry.Change.PutService;
import io.apg.mesh.registry.Change.SetDestinations;
import io.apg.mesh.registry.Change.SetStatus;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.ObjectResult;
import io.apg.mesh.registry.ObjectResult.Effect;
import io.apg.mesh.registry.TenantState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Works all changes of one request into a draft, in the order in which one builds on another:
 * removals, load balancers, services, default marks, dependencies, endpoints, routes, and last what
 * all of these take away. Not thread-safe.
 */
final class Steps {
  private final Draft draft;
  private final Deletions deletions;
  private final EndpointChanges endpoints;
  private final ServiceChanges services;
  private final RouteChanges routes;
  private final LoadBalancerChanges balancers;
  private final Departures departures;

  /** Ids of the objects, by change; none where it was refused. */
  private final Map<Integer, String> ids = new TreeMap<>();

  Steps(Draft draft, Settings settings) {
    References references = new References(settings);
    this.draft = draft;
    this.deletions = new Deletions(draft, references);
    this.endpoints = new EndpointChanges(draft, references);
    this.services = new ServiceChanges(draft, settings, references, endpoints);
    this.routes = new RouteChanges(draft, settings, references);
    this.balancers = new LoadBalancerChanges(draft, references);
    this.departures = new Departures(draft);
  }

  void run() {
    List<Change> changes = draft.request.changes();
    for (int i = 0; i < changes.size(); i++) {
      note(i, begin(i, changes.get(i)));
    }
    deletions.prune();
    balancers.write();
    services.write();
    services.settleDefaults();
    services.resolveDependencies();
    balancers.attach(services.loadBalancers());
    for (int i = 0; i < changes.size(); i++) {
      if (changes.get(i) instanceof PutEndpoint put) {
        note(i, endpoints.put(i, put));
      } else if (changes.get(i) instanceof ObserveAddresses observed) {
        endpoints.observe(observed);
      } else if (changes.get(i) instanceof EndDelivery end) {
        departures.end(end);
      }
    }
    routes.write();
    for (int i = 0; i < changes.size(); i++) {
      if (changes.get(i) instanceof SetDestinations set) {
        note(i, routes.setDestinations(i, set));
      }
    }
    services.checkTcp();
    deletions.checkReferrers();
    departures.note();
  }

  /** One result for each change, then the prunings. */
  List<ObjectResult> results(Changes made) {
    List<ObjectResult> results = new ArrayList<>();
    List<Change> changes = draft.request.changes();
    for (int i = 0; i < changes.size(); i++) {
      results.add(result(changes.get(i), ids.getOrDefault(i, ""), made));
    }
    for (Deletions.Removed object : deletions.pruned()) {
      results.add(new ObjectResult(object.kind(), object.id(), Effect.DELETED));
    }
    return results;
  }

  private @Nullable String begin(int index, Change change) {
    if (change instanceof Delete delete) {
      return deletions.delete(index, delete);
    }
    if (change instanceof PutService put) {
      return services.identify(index, put);
    }
    if (change instanceof SetStatus set) {
      return services.setStatus(index, set);
    }
    if (change instanceof PutLoadBalancer put) {
      return balancers.identify(index, put);
    }
    return change instanceof PutRoute put ? routes.identify(index, put) : null;
  }

  private void note(int index, @Nullable String id) {
    if (id != null) {
      ids.put(index, id);
    }
  }

  private ObjectResult result(Change change, String id, Changes made) {
    if (change instanceof ObserveAddresses observed) {
      boolean changed =
          observed.addresses().keySet().stream()
              .anyMatch(endpoint -> made.isChanged(key(ObjectKind.ENDPOINT, endpoint)));
      return new ObjectResult(
          ObjectKind.ENDPOINT, "", changed ? Effect.CONFIGURED : Effect.UNCHANGED);
    }
    if (change instanceof EndDelivery) {
      boolean changed = !draft.before.departing().equals(made.after().departing());
      return new ObjectResult(ObjectKind.LEAVING, "", changed ? Effect.DELETED : Effect.UNCHANGED);
    }
    ObjectKind kind = kind(change);
    Effect effect = made.effect(key(kind, id));
    return effect == Effect.UNCHANGED && partsChanged(change, id, made)
        ? new ObjectResult(kind, id, Effect.CONFIGURED)
        : new ObjectResult(kind, id, effect);
  }

  /** Whether what a body says of other objects made a difference to them. */
  private boolean partsChanged(Change change, String id, Changes made) {
    if (change instanceof PutLoadBalancer put) {
      return put.spec().serviceIds() != null
          && !draft.before.servicesOf(id).equals(made.after().servicesOf(id));
    }
    return change instanceof PutService put
        && put.spec().endpoints() != null
        && endpointsChanged(id, made);
  }

  private static ObjectKind kind(Change change) {
    if (change instanceof Delete delete) {
      return delete.kind();
    }
    if (change instanceof PutEndpoint) {
      return ObjectKind.ENDPOINT;
    }
    if (change instanceof PutLoadBalancer) {
      return ObjectKind.LOAD_BALANCER;
    }
    return change instanceof PutRoute || change instanceof SetDestinations
        ? ObjectKind.ROUTE
        : ObjectKind.SERVICE;
  }

  private boolean endpointsChanged(String serviceId, Changes made) {
    return anyChanged(draft.before, serviceId, made) || anyChanged(made.after(), serviceId, made);
  }

  private boolean anyChanged(TenantState state, String serviceId, Changes made) {
    return state.endpointsOf(serviceId).keySet().stream()
        .anyMatch(id -> made.isChanged(key(ObjectKind.ENDPOINT, id)));
  }

  private ObjectKey key(ObjectKind kind, String id) {
    return new ObjectKey(draft.request.tenant(), kind, id);
  }
}
