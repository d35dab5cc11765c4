package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.Change.Mode;
import io.apg.mesh.registry.Change.PutRoute;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.RouteSpec;
import io.apg.mesh.registry.plan.Identities.Identity;
import org.jspecify.annotations.Nullable;

/** Finds the route that a put is about: one that is there, or the id of a new one. */
final class RouteTargets {
  private static final String ID_FORM = "route_ and 1 to 120 of a-z, 0-9 and _";

  private final Draft draft;

  RouteTargets(Draft draft) {
    this.draft = draft;
  }

  /** A route to write: its id and name, which cannot change, and what is there. */
  record Target(String id, String name, @Nullable Route existing) {
    /** Stands in where the change does not say which route, so that its values can be checked. */
    static final Target UNKNOWN = new Target("", "", null);
  }

  /** The target, or null where the change does not say which; the problems are reported. */
  @Nullable Target find(int change, PutRoute put) {
    RouteSpec spec = put.spec();
    Fields fields = draft.problems.fields(change);
    Route existing = spec.routeId() == null ? null : draft.before.route(spec.routeId());
    if (existing != null && put.mode() == Mode.CREATE) {
      fields.exists("route_id", existing.name(), existing.id());
      return null;
    }
    if (existing != null) {
      fields.unchanged("route_name", spec.routeName(), existing.name());
      return new Target(existing.id(), existing.name(), existing);
    }
    if (spec.routeId() != null && put.mode() == Mode.REPLACE) {
      fields.notFound("route_id", "route", spec.routeId());
      return null;
    }
    String name = fields.matching("route_name", spec.routeName(), Syntax.LABEL, Syntax.LABEL_FORM);
    return name == null ? null : byName(fields, put.mode(), spec, name);
  }

  private @Nullable Target byName(Fields fields, Mode mode, RouteSpec spec, String name) {
    Identity identity = Identity.route(draft.request.tenant(), name);
    String known = draft.identities().idOf(identity);
    Route existing = known == null ? null : draft.before.route(known);
    if (existing != null && mode == Mode.CREATE) {
      fields.exists("route_name", name, existing.id());
      return null;
    }
    if (existing == null && mode == Mode.REPLACE) {
      fields.notFound("route_name", "route", name);
      return null;
    }
    if (known != null) {
      fields.unchanged("route_id", spec.routeId(), known);
      return new Target(known, name, existing);
    }
    String id = newId(fields, identity, spec.routeId());
    return id == null ? null : new Target(id, name, null);
  }

  private @Nullable String newId(Fields fields, Identity identity, @Nullable String wanted) {
    if (wanted != null && fields.matching("route_id", wanted, Syntax.ROUTE_ID, ID_FORM) == null) {
      return null;
    }
    String id = wanted == null ? IdNames.route(identity.text()) : wanted;
    Identity owner = draft.identities().ownerOf(identity.tenant(), ObjectKind.ROUTE, id);
    if (owner == null) {
      draft.reserve(identity, id);
      return id;
    }
    if (wanted == null) {
      fields.noFreeId("route_id", identity.text(), ID_FORM);
    } else {
      fields.idTaken("route_id", id, owner.text());
    }
    return null;
  }
}
