package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.Change.EndDelivery;
import io.apg.mesh.registry.Departing;
import io.apg.mesh.registry.Destination;
import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.EndpointNames;
import io.apg.mesh.registry.Leaving;
import io.apg.mesh.registry.Leaving.Remains;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.Stamps;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Notes what a request takes away, and forgets the note of what it brings back. */
final class Departures {
  private final Draft draft;

  Departures(Draft draft) {
    this.draft = draft;
  }

  /** Forgets what has been delivered long enough. */
  void end(EndDelivery end) {
    Departing departing = draft.now().departing();
    end.services()
        .forEach(
            (id, since) -> {
              Leaving leaving = departing.service(id);
              if (leaving != null && leaving.since() == since) {
                draft.remove(ObjectKind.LEAVING, id);
              }
            });
    end.endpoints()
        .forEach(
            (id, since) -> {
              Endpoint address = departing.endpoint(id);
              if (address != null && address.stamps().revision() == since) {
                draft.remove(ObjectKind.DRAINING, id);
              }
            });
  }

  /** Last step: compares what the request touched with what was there before. */
  void note() {
    for (ObjectKey key : List.copyOf(draft.touched())) {
      switch (key.kind()) {
        case SERVICE -> service(key.id());
        case ENDPOINT -> endpoint(key.id());
        case ROUTE -> route(key.id());
        case LOAD_BALANCER, LEAVING, DRAINING -> {
          // They take nothing away from proxies.
        }
      }
    }
  }

  private void service(String id) {
    Service old = draft.before.service(id);
    if (draft.now().service(id) != null) {
      if (draft.now().departing().remains(id) != null) {
        draft.remove(ObjectKind.LEAVING, id);
      }
    } else if (old != null) {
      Remains remains =
          new Remains(
              old,
              draft.before.loadBalancer(old.loadBalancerId()),
              List.copyOf(draft.before.endpointsOf(id).values()));
      boolean routed = draft.before.isRouted(id) || draft.before.departing().wasRouted(id);
      draft.put(new Leaving(id, routed, remains, draft.fresh.revision()));
    }
  }

  private void route(String id) {
    Set<String> services = new TreeSet<>(destinations(draft.before.route(id)));
    services.addAll(destinations(draft.now().route(id)));
    for (String service : services) {
      if (draft.now().service(service) != null) {
        destination(service);
      }
    }
  }

  private void destination(String service) {
    boolean isRouted = draft.now().isRouted(service);
    if (isRouted && draft.now().departing().service(service) != null) {
      draft.remove(ObjectKind.LEAVING, service);
    } else if (!isRouted && draft.before.isRouted(service)) {
      draft.put(new Leaving(service, true, null, draft.fresh.revision()));
    }
  }

  private static List<String> destinations(@Nullable Route route) {
    return route == null
        ? List.of()
        : route.destinations().stream().map(Destination::serviceId).toList();
  }

  /** An endpoint, or some addresses of its name; with a deleted service they stay as they are. */
  private void endpoint(String id) {
    String service = EndpointNames.serviceOf(id);
    Endpoint old = draft.before.endpoint(service, id);
    Endpoint now = draft.now().endpoint(service, id);
    if (draft.now().service(service) == null) {
      return;
    }
    List<String> served = now == null ? List.of() : now.served();
    if (old != null && old.weight() > 0) {
      for (String address : old.served()) {
        Endpoint draining = draining(old, address);
        if (!served.contains(address) && draft.now().endpoint(service, draining.id()) == null) {
          draft.drain(draining);
        }
      }
    }
    if (now == null) {
      return;
    }
    for (String address : now.served()) {
      String drained = EndpointNames.id(service, address, now.port());
      if (draft.now().departing().endpoint(drained) != null) {
        draft.remove(ObjectKind.DRAINING, drained);
      }
    }
  }

  private Endpoint draining(Endpoint endpoint, String address) {
    Stamps stamps =
        new Stamps(endpoint.stamps().createdAt(), draft.fresh.updatedAt(), draft.fresh.revision());
    return endpoint.drainingAt(address, stamps);
  }
}
