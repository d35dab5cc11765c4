package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.Change.Delete;
import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.EndpointNames;
import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Problem;
import io.apg.mesh.registry.Problem.Code;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.TenantState;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes objects out of a draft, and checks at the end that nothing still needs them. */
final class Deletions {
  private static final int SHOWN_REFERRERS = 10;

  private final Draft draft;
  private final References references;
  private final List<Removed> removed = new ArrayList<>();
  private final List<Removed> pruned = new ArrayList<>();

  /** What was removed, and by which change. */
  record Removed(int change, ObjectKind kind, String id) {}

  Deletions(Draft draft, References references) {
    this.draft = draft;
    this.references = references;
  }

  /** Id of the object that is removed, or null where the change was refused. */
  @Nullable String delete(int change, Delete delete) {
    Fields fields = draft.problems.fields(change);
    ObjectKind kind = delete.kind();
    TenantState before = draft.before;
    String id = delete.id();
    Long revision;
    switch (kind) {
      case SERVICE -> {
        Service service = references.find(before, id);
        id = service == null ? id : service.id();
        revision = service == null ? null : service.stamps().revision();
      }
      case ENDPOINT -> {
        Endpoint endpoint = before.endpoint(EndpointNames.serviceOf(id), id);
        revision = endpoint == null ? null : endpoint.stamps().revision();
      }
      case ROUTE -> {
        Route route = before.route(id);
        revision = route == null ? null : route.stamps().revision();
      }
      default -> {
        LoadBalancer balancer = before.loadBalancer(id);
        revision = balancer == null ? null : balancer.stamps().revision();
      }
    }
    if (revision == null && !delete.mayBeGone()) {
      fields.notFound("", kind.title(), id);
      return null;
    }
    if (!draft.claim(change, "", kind, id)) {
      return null;
    }
    if (revision == null) {
      return id;
    }
    draft.checkRevision(change, delete.expectedRevision(), revision);
    remove(removed, new Removed(change, kind, id));
    return id;
  }

  /** Removes what carries the label of the request and is of a kind in it, but not in it. */
  void prune() {
    String label = draft.request.prune();
    if (label == null) {
      return;
    }
    int equals = label.indexOf('=');
    if (equals <= 0) {
      draft.problems.fields(Problem.REQUEST).invalid("prune/label", label, "key=value");
      return;
    }
    String key = label.substring(0, equals);
    String value = label.substring(equals + 1);
    Set<ObjectKind> kinds = kinds();
    if (kinds.contains(ObjectKind.SERVICE)) {
      for (Service service : draft.before.services().values()) {
        prune(ObjectKind.SERVICE, service.id(), service.labels(), key, value);
      }
    }
    if (kinds.contains(ObjectKind.ROUTE)) {
      for (Route route : draft.before.routes().values()) {
        prune(ObjectKind.ROUTE, route.id(), route.labels(), key, value);
      }
    }
    if (kinds.contains(ObjectKind.LOAD_BALANCER)) {
      for (LoadBalancer balancer : draft.before.loadBalancers().values()) {
        prune(ObjectKind.LOAD_BALANCER, balancer.id(), balancer.labels(), key, value);
      }
    }
  }

  List<Removed> pruned() {
    return pruned;
  }

  /** Last step: what was removed must not be named by what stays. */
  void checkReferrers() {
    if (draft.request.force()) {
      return;
    }
    removed.forEach(this::checkReferrers);
    pruned.forEach(this::checkReferrers);
  }

  private void checkReferrers(Removed object) {
    List<String> referrers = new ArrayList<>();
    if (object.kind() == ObjectKind.SERVICE) {
      draft.now().routesTo(object.id()).forEach(id -> referrers.add("route/" + id));
      draft.now().dependentsOf(object.id()).forEach(id -> referrers.add("service/" + id));
    } else if (object.kind() == ObjectKind.LOAD_BALANCER) {
      draft.now().servicesOf(object.id()).forEach(id -> referrers.add("service/" + id));
    }
    if (referrers.isEmpty()) {
      return;
    }
    int more = referrers.size() - SHOWN_REFERRERS;
    String names =
        String.join(", ", referrers.subList(0, Math.min(SHOWN_REFERRERS, referrers.size())))
            + (more > 0 ? " and " + more + " more" : "");
    draft
        .problems
        .fields(object.change())
        .problem(
            Code.IN_USE,
            "",
            object.id(),
            object.kind().title() + " " + object.id() + " is used by " + names,
            "change or delete these first or in the same apply, or force the deletion");
  }

  private Set<ObjectKind> kinds() {
    Set<ObjectKind> kinds = EnumSet.noneOf(ObjectKind.class);
    for (Change change : draft.request.changes()) {
      if (change instanceof Change.PutService) {
        kinds.add(ObjectKind.SERVICE);
      } else if (change instanceof Change.PutRoute) {
        kinds.add(ObjectKind.ROUTE);
      } else if (change instanceof Change.PutLoadBalancer) {
        kinds.add(ObjectKind.LOAD_BALANCER);
      } else if (change instanceof Delete delete) {
        kinds.add(delete.kind());
      }
    }
    return kinds;
  }

  private void prune(
      ObjectKind kind, String id, Map<String, String> labels, String key, String value) {
    if (value.equals(labels.get(key)) && !draft.isClaimed(kind, id)) {
      remove(pruned, new Removed(Problem.REQUEST, kind, id));
    }
  }

  private void remove(List<Removed> list, Removed object) {
    list.add(object);
    draft.remove(object.kind(), object.id());
  }
}
