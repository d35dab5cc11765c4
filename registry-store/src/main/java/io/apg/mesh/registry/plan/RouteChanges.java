package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.Change.PutRoute;
import io.apg.mesh.registry.Change.SetDestinations;
import io.apg.mesh.registry.Destination;
import io.apg.mesh.registry.DestinationSpec;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Protocol;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.RouteSpec;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.plan.NamedTargets.Target;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Works routes into a draft. */
final class RouteChanges {
  private static final String FIELD = "destination_services";
  private static final int MAX_WEIGHT = 1_000_000;
  private static final int ABSENT_WEIGHT = 100;

  private final Draft draft;
  private final References references;
  private final NamedTargets<Route> targets;
  private final RouteValues values;
  private final List<Written> written = new ArrayList<>();

  /** A put, of a target that may be unknown. */
  private record Written(int change, RouteSpec spec, Target<Route> target) {}

  RouteChanges(Draft draft, Settings settings, References references) {
    this.draft = draft;
    this.references = references;
    this.targets = NamedTargets.routes(draft);
    this.values = new RouteValues(draft, settings);
  }

  /** First step: which route. Returns its id, or null where the change was refused. */
  @Nullable String identify(int change, PutRoute put) {
    RouteSpec spec = put.spec();
    Target<Route> target = targets.find(change, put.mode(), spec.routeId(), spec.routeName());
    if (target == null) {
      if (!draft.problems.refused(change)) {
        written.add(new Written(change, spec, Target.unknown()));
      }
      return null;
    }
    if (!draft.claim(change, "", ObjectKind.ROUTE, target.id())) {
      return null;
    }
    Route existing = target.existing();
    draft.checkRevision(
        change, put.expectedRevision(), existing == null ? 0 : existing.stamps().revision());
    written.add(new Written(change, spec, target));
    return target.id();
  }

  /** Second step, once the services are what they will be. */
  void write() {
    for (Written put : written) {
      Fields fields = draft.problems.fields(put.change());
      Target<Route> target = put.target();
      List<Destination> destinations =
          destinations(fields, put.spec().destinations(), target.existing());
      Route route = values.route(fields, put.spec(), target, destinations);
      if (target.isKnown()) {
        draft.put(route);
      }
    }
  }

  /** Replaces the destinations of a route; null where the change was refused. */
  @Nullable String setDestinations(int change, SetDestinations set) {
    Fields fields = draft.problems.fields(change);
    Route route = draft.before.route(set.routeId());
    if (route == null) {
      fields.notFound("route_id", "route", set.routeId());
      return null;
    }
    if (!draft.claim(change, "", ObjectKind.ROUTE, route.id())) {
      return null;
    }
    draft.checkRevision(change, set.expectedRevision(), route.stamps().revision());
    draft.put(route.withDestinations(destinations(fields, set.destinations(), route)));
    return route.id();
  }

  private List<Destination> destinations(
      Fields fields, @Nullable List<DestinationSpec> specs, @Nullable Route existing) {
    if (specs == null) {
      fields.missing(FIELD);
      return List.of();
    }
    if (specs.isEmpty()) {
      fields.invalid(FIELD, "[]", "at least one destination");
      return List.of();
    }
    List<String> kept = existing == null ? List.of() : serviceIds(existing);
    List<Destination> destinations = new ArrayList<>();
    long sum = 0;
    for (int i = 0; i < specs.size(); i++) {
      Fields part = fields.part(FIELD, i);
      String id = serviceId(part, specs.get(i), kept);
      int weight = part.number("weight", specs.get(i).weight(), ABSENT_WEIGHT, 0, MAX_WEIGHT);
      destinations.add(new Destination(id, weight));
      sum += weight;
    }
    if (sum == 0) {
      fields.invalid(FIELD, "total weight 0", "a total weight above 0");
    }
    fields.distinct(
        FIELD,
        destinations.stream().map(Destination::serviceId).filter(id -> !id.isEmpty()).toList());
    return destinations;
  }

  private String serviceId(Fields fields, DestinationSpec spec, List<String> kept) {
    String id = spec.serviceId();
    String reference = spec.service();
    if (id != null && reference != null) {
      fields.invalid("service", reference, "either service_id or service");
    } else if (id == null && reference == null) {
      fields.missing("service_id");
    }
    if (id != null) {
      String found = references.requireId(draft.now(), fields, "service_id", id, kept);
      requireHttp(fields, "service_id", found);
      return found;
    }
    if (reference == null) {
      return "";
    }
    String found = references.require(draft.now(), fields, "service", reference, List.of());
    requireHttp(fields, "service", found);
    return found;
  }

  /** A service of this request that turns tcp says so itself. */
  private void requireHttp(Fields fields, String field, String id) {
    Service service = draft.now().service(id);
    if (service != null && service.protocol() == Protocol.TCP) {
      fields.invalid(
          field, id, "a service of protocol http, http2 or grpc; tcp is dialled at outbound_port");
    }
  }

  private static List<String> serviceIds(Route route) {
    return route.destinations().stream().map(Destination::serviceId).toList();
  }
}
