package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.EndpointNames;
import io.apg.mesh.registry.Leaving;
import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.ObjectResult.Effect;
import io.apg.mesh.registry.RevisionRecord.ObjectChange;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.Stamps;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.registry.body.ObjectBodies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a draft really changed: stamps it, and writes it down as a revision does. */
final class Changes {
  private final Draft draft;
  private final Map<ObjectKey, ObjectChange> changes = new LinkedHashMap<>();
  private TenantState after;

  Changes(Draft draft) {
    this.draft = draft;
    this.after = draft.now();
    for (ObjectKey key : draft.touched()) {
      switch (key.kind()) {
        case SERVICE -> service(key);
        case ENDPOINT -> endpoint(key);
        case ROUTE -> route(key);
        case LOAD_BALANCER -> loadBalancer(key);
        case LEAVING ->
            note(
                key,
                draft.before.departing().service(key.id()),
                after.departing().service(key.id()),
                Leaving::serviceId,
                ObjectBodies::write);
        case DRAINING ->
            note(
                key,
                draft.before.departing().endpoint(key.id()),
                after.departing().endpoint(key.id()),
                Changes::address,
                ObjectBodies::write);
      }
    }
  }

  TenantState after() {
    return after;
  }

  boolean isChanged(ObjectKey key) {
    return changes.containsKey(key);
  }

  Effect effect(ObjectKey key) {
    ObjectChange change = changes.get(key);
    if (change == null) {
      return Effect.UNCHANGED;
    }
    if (change.before().isEmpty()) {
      return Effect.CREATED;
    }
    return change.after().isEmpty() ? Effect.DELETED : Effect.CONFIGURED;
  }

  List<ObjectChange> list() {
    return new ArrayList<>(changes.values());
  }

  private void service(ObjectKey key) {
    Service old = draft.before.service(key.id());
    Service service = after.service(key.id());
    if (service != null && old != null && !service.equals(old)) {
      service = service.withStamps(changed(old.stamps()));
      after = after.withService(service);
    }
    note(key, old, service, s -> s.name() + "@" + s.version(), ObjectBodies::write);
  }

  /** New addresses alone are news of the network: they leave an endpoint's own revision alone. */
  private void endpoint(ObjectKey key) {
    String serviceId = EndpointNames.serviceOf(key.id());
    Endpoint old = draft.before.endpoint(serviceId, key.id());
    Endpoint endpoint = after.endpoint(serviceId, key.id());
    if (endpoint != null
        && old != null
        && !endpoint.equals(old.withAddresses(endpoint.addresses()))) {
      endpoint = endpoint.withStamps(changed(old.stamps()));
      after = after.withEndpoint(endpoint);
    }
    note(key, old, endpoint, Changes::address, ObjectBodies::write);
  }

  private static String address(Endpoint endpoint) {
    return endpoint.host() + ":" + endpoint.port();
  }

  private void route(ObjectKey key) {
    Route old = draft.before.route(key.id());
    Route route = after.route(key.id());
    if (route != null && old != null && !route.equals(old)) {
      route = route.withStamps(changed(old.stamps()));
      after = after.withRoute(route);
    }
    note(key, old, route, Route::name, ObjectBodies::write);
  }

  private void loadBalancer(ObjectKey key) {
    LoadBalancer old = draft.before.loadBalancer(key.id());
    LoadBalancer balancer = after.loadBalancer(key.id());
    if (balancer != null && old != null && !balancer.equals(old)) {
      balancer = balancer.withStamps(changed(old.stamps()));
      after = after.withLoadBalancer(balancer);
    }
    note(key, old, balancer, LoadBalancer::name, ObjectBodies::write);
  }

  private <T> void note(
      ObjectKey key,
      @Nullable T old,
      @Nullable T changed,
      Function<T, String> name,
      Function<T, String> body) {
    T named = changed != null ? changed : old;
    if (named == null || Objects.equals(old, changed)) {
      return;
    }
    changes.put(
        key,
        new ObjectChange(
            key.kind(),
            key.id(),
            name.apply(named),
            old == null ? "" : body.apply(old),
            changed == null ? "" : body.apply(changed)));
  }

  private Stamps changed(Stamps old) {
    return new Stamps(old.createdAt(), draft.fresh.updatedAt(), draft.fresh.revision());
  }
}
