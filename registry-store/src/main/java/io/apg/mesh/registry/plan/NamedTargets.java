package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.Change.Mode;
import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.plan.Identities.Identity;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the object that a put is about, for a kind whose identity is a name of its own: one that is
 * there, or the id of a new one.
 */
final class NamedTargets<T> {
  private final Draft draft;
  private final ObjectKind kind;
  private final String prefix;
  private final Function<String, @Nullable T> find;
  private final Function<T, String> nameOf;

  private NamedTargets(
      Draft draft,
      ObjectKind kind,
      String prefix,
      Function<String, @Nullable T> find,
      Function<T, String> nameOf) {
    this.draft = draft;
    this.kind = kind;
    this.prefix = prefix;
    this.find = find;
    this.nameOf = nameOf;
  }

  static NamedTargets<Route> routes(Draft draft) {
    return new NamedTargets<>(draft, ObjectKind.ROUTE, "route_", draft.before::route, Route::name);
  }

  static NamedTargets<LoadBalancer> loadBalancers(Draft draft) {
    return new NamedTargets<>(
        draft, ObjectKind.LOAD_BALANCER, "lb_", draft.before::loadBalancer, LoadBalancer::name);
  }

  /** An object to write: its id and name, which cannot change, and what is there. */
  record Target<T>(String id, String name, @Nullable T existing) {
    /** Stands in where the change does not say which object, so that its values can be checked. */
    static <T> Target<T> unknown() {
      return new Target<>("", "", null);
    }

    boolean isKnown() {
      return !id.isEmpty();
    }
  }

  /** The target, or null where the change does not say which; the problems are reported. */
  @Nullable Target<T> find(
      int change, Mode mode, @Nullable String saidId, @Nullable String saidName) {
    Fields fields = draft.problems.fields(change);
    T existing = saidId == null ? null : find.apply(saidId);
    if (existing != null && saidId != null) {
      String name = nameOf.apply(existing);
      if (mode == Mode.CREATE) {
        fields.exists(idField(), name, saidId);
        return null;
      }
      fields.unchanged(nameField(), saidName, name);
      return new Target<>(saidId, name, existing);
    }
    if (saidId != null && mode == Mode.REPLACE) {
      fields.notFound(idField(), kind.title(), saidId);
      return null;
    }
    String name = fields.matching(nameField(), saidName, Syntax.LABEL, Syntax.LABEL_FORM);
    return name == null ? null : byName(fields, mode, saidId, name);
  }

  private @Nullable Target<T> byName(
      Fields fields, Mode mode, @Nullable String saidId, String name) {
    Identity identity = Identity.named(draft.request.tenant(), kind, name);
    String known = draft.identities().idOf(identity);
    T existing = known == null ? null : find.apply(known);
    if (existing != null && known != null && mode == Mode.CREATE) {
      fields.exists(nameField(), name, known);
      return null;
    }
    if (existing == null && mode == Mode.REPLACE) {
      fields.notFound(nameField(), kind.title(), name);
      return null;
    }
    if (known != null) {
      fields.unchanged(idField(), saidId, known);
      return new Target<>(known, name, existing);
    }
    String id = newId(fields, identity, saidId);
    return id == null ? null : new Target<>(id, name, null);
  }

  private @Nullable String newId(Fields fields, Identity identity, @Nullable String wanted) {
    String form = prefix + " and 1 to 120 of a-z, 0-9 and _";
    Pattern pattern = Syntax.id(prefix);
    if (wanted != null && fields.matching(idField(), wanted, pattern, form) == null) {
      return null;
    }
    String id = wanted == null ? IdNames.named(prefix, identity.text()) : wanted;
    Identity owner = draft.identities().ownerOf(identity.tenant(), kind, id);
    if (owner == null) {
      draft.reserve(identity, id);
      return id;
    }
    if (wanted == null) {
      fields.noFreeId(idField(), identity.text(), form);
    } else {
      fields.idTaken(idField(), id, owner.text());
    }
    return null;
  }

  private String idField() {
    return kind.word() + "_id";
  }

  private String nameField() {
    return kind.word() + "_name";
  }
}
