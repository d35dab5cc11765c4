package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.ApplyRequest;
import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.EndpointNames;
import io.apg.mesh.registry.Leaving;
import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Problem.Code;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.Stamps;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.registry.plan.Identities.Identity;
import io.apg.mesh.registry.plan.Identities.Reservation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The next state of one tenant while a request is worked into it. What it holds carries the stamps
 * it had before; the changed objects are stamped at the end. Not thread-safe.
 */
final class Draft {
  final ApplyRequest request;
  final TenantState before;
  final Problems problems = new Problems();

  /** Stamps of what this request makes or changes. */
  final Stamps fresh;

  private final Map<ObjectKey, Integer> claims = new HashMap<>();
  private final Set<ObjectKey> touched =
      new TreeSet<>(Comparator.comparing(ObjectKey::kind).thenComparing(ObjectKey::id));
  private final List<Reservation> reservations = new ArrayList<>();
  private TenantState now;
  private Identities identities;

  Draft(ApplyRequest request, TenantState before, Identities identities, Stamps fresh) {
    this.request = request;
    this.before = before;
    this.now = before;
    this.identities = identities;
    this.fresh = fresh;
  }

  TenantState now() {
    return now;
  }

  Identities identities() {
    return identities;
  }

  List<Reservation> reservations() {
    return reservations;
  }

  /** Every object that was put or removed, in a fixed order; it may be as before. */
  Set<ObjectKey> touched() {
    return touched;
  }

  void reserve(Identity identity, String id) {
    Reservation reservation = new Reservation(identity, id);
    reservations.add(reservation);
    identities = identities.with(reservation);
  }

  /** Notes that a change is about an object; a second one about the same is refused. */
  boolean claim(int change, String field, ObjectKind kind, String id) {
    Integer first = claims.putIfAbsent(key(kind, id), change);
    if (first == null) {
      return true;
    }
    String other = first == change ? "" : "; also in change " + first;
    problems
        .fields(change)
        .problem(
            Code.INVALID,
            field,
            id,
            kind.title() + " " + id + ": twice in one request (expected: once" + other + ")",
            "");
    return false;
  }

  boolean isClaimed(ObjectKind kind, String id) {
    return claims.containsKey(key(kind, id));
  }

  void put(Service service) {
    touch(ObjectKind.SERVICE, service.id());
    now = now.withService(service);
  }

  void put(Route route) {
    touch(ObjectKind.ROUTE, route.id());
    now = now.withRoute(route);
  }

  void put(LoadBalancer balancer) {
    touch(ObjectKind.LOAD_BALANCER, balancer.id());
    now = now.withLoadBalancer(balancer);
  }

  void put(Endpoint endpoint) {
    touch(ObjectKind.ENDPOINT, endpoint.id());
    now = now.withEndpoint(endpoint);
  }

  void put(Leaving leaving) {
    touch(ObjectKind.LEAVING, leaving.serviceId());
    now = now.withDeparting(now.departing().with(leaving));
  }

  /** Notes that an address drains. */
  void drain(Endpoint address) {
    touch(ObjectKind.DRAINING, address.id());
    now = now.withDeparting(now.departing().with(address));
  }

  void remove(ObjectKind kind, String id) {
    touch(kind, id);
    switch (kind) {
      case SERVICE -> {
        now.endpointsOf(id).keySet().forEach(endpoint -> touch(ObjectKind.ENDPOINT, endpoint));
        now = now.withoutService(id);
      }
      case ENDPOINT -> now = now.withoutEndpoint(EndpointNames.serviceOf(id), id);
      case ROUTE -> now = now.withoutRoute(id);
      case LOAD_BALANCER -> now = now.withoutLoadBalancer(id);
      case LEAVING -> now = now.withDeparting(now.departing().withoutService(id));
      case DRAINING -> now = now.withDeparting(now.departing().withoutEndpoint(id));
    }
  }

  /** Compares {@code expected} with the revision of what is there; 0 = nothing is there. */
  void checkRevision(int change, @Nullable Long expected, long current) {
    if (expected != null && expected != current) {
      String message =
          "expected_revision: " + expected + " (expected: " + current + ", the current revision)";
      problems
          .fields(change)
          .problem(
              Code.REVISION_MISMATCH,
              "expected_revision",
              expected.toString(),
              message,
              "read the object again and repeat the change on what it is now");
    }
  }

  private void touch(ObjectKind kind, String id) {
    touched.add(key(kind, id));
  }

  private ObjectKey key(ObjectKind kind, String id) {
    return new ObjectKey(request.tenant(), kind, id);
  }
}
