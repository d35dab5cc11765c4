package io.apg.mesh.session;

import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.RouteFragment;
import io.apg.mesh.snapshot.RouteTable;
import io.apg.mesh.snapshot.VirtualHostFragment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides which form of a route configuration a client may have now. A route to a cluster that is
 * not warm there keeps its old form, where the client has one (traffic stays where it is, without
 * bound), and is left out where it is new, until the cluster's bound has passed. Nothing else in
 * the configuration waits for it.
 */
final class RouteGate {
  private final Function<String, Readiness> readiness;
  private final Suspects suspects;

  RouteGate(Function<String, Readiness> readiness, Suspects suspects) {
    this.readiness = readiness;
    this.suspects = suspects;
  }

  /**
   * The form to send.
   *
   * @param wanted the snapshot's
   * @param held what the client has; absent = it gets everything at once
   * @param changed virtual hosts in which the two may differ
   */
  Target target(RouteConfig wanted, Held held, Set<String> changed) {
    RouteConfig old = held.resource() instanceof RouteConfig config ? config : null;
    Set<String> waiting = new LinkedHashSet<>();
    Map<String, HostForm> forms = Map.of();
    if (held.isUnknown()) {
      // Old forms cannot be kept, so that what is coming is waited for; and a live route must not
      // go because its new cluster was refused.
      forms = suspects.memory().forms(wanted.name());
      for (String cluster : wanted.table().clusters()) {
        Readiness ready = readiness.apply(cluster);
        if (ready == Readiness.COMING || ready == Readiness.REFUSED) {
          waiting.add(cluster);
        }
      }
      if (!waiting.isEmpty() && !isKnown(wanted, forms, waiting)) {
        return Target.keepWaiting(waiting);
      }
      waiting.clear();
    }
    Set<String> names = new LinkedHashSet<>(changed);
    suspects.hosts(wanted.name()).forEach(key -> names.add(key.host()));
    if (held.isUnknown()) {
      names.addAll(wanted.table().hostNames());
    }
    Edit edit = new Edit(wanted, old, held, forms);
    names.forEach(edit::apply);
    return edit.target(waiting);
  }

  /**
   * The form to send of a configuration that the client does not have and that a scope leads to:
   * the scope has waited for what is coming, and what was refused must not be led to.
   */
  Target scoped(RouteConfig wanted) {
    Set<String> refused = new LinkedHashSet<>();
    for (String cluster : wanted.table().clusters()) {
      if (readiness.apply(cluster) == Readiness.REFUSED) {
        refused.add(cluster);
      }
    }
    Edit edit = new Edit(wanted, null, refused.isEmpty() ? Held.ABSENT : Held.SOMETHING, Map.of());
    wanted.table().hostNames().forEach(edit::apply);
    return edit.target(Set.of());
  }

  /** Whether it is remembered what the client has of all that names one of the clusters. */
  private static boolean isKnown(
      RouteConfig wanted, Map<String, HostForm> forms, Set<String> clusters) {
    for (VirtualHostFragment host : wanted.table().hosts()) {
      if (!forms.containsKey(host.name()) && !Collections.disjoint(host.clusters(), clusters)) {
        return false;
      }
    }
    return true;
  }

  /** The snapshot's table, edited where the client must have another form. */
  private final class Edit {
    private final RouteConfig wanted;
    private final @Nullable RouteConfig old;
    private final boolean gated;
    private final boolean isHeld;
    private final Map<String, HostForm> forms;
    private final Set<String> open = new LinkedHashSet<>();
    private final Set<String> waiting = new LinkedHashSet<>();
    private RouteTable table;
    private boolean differs;

    Edit(RouteConfig wanted, @Nullable RouteConfig old, Held held, Map<String, HostForm> forms) {
      this.wanted = wanted;
      this.old = old;
      this.gated = !held.isAbsent();
      this.isHeld = held.is(wanted);
      this.forms = forms;
      this.table = wanted.table();
      this.differs = old == null || !old.hasHeadOf(wanted);
    }

    void apply(String name) {
      VirtualHostFragment now = wanted.table().host(name);
      VirtualHostFragment had = old == null ? remembered(name) : old.table().host(name);
      VirtualHostFragment accepted = now == null ? null : accepted(now, had);
      VirtualHostFragment target =
          accepted == null || !gated ? accepted : gate(had, accepted, waiting);
      if (target != null && !same(target, now)) {
        target = accepted(target, had); // a form of it may have been refused too
      }
      if (!same(target, now)) {
        table = target == null ? table.without(name) : table.with(target);
        open.add(name);
      }
      differs |= !same(target, had);
    }

    private @Nullable VirtualHostFragment remembered(String host) {
      HostForm form = forms.get(host);
      return form == null ? null : form.form();
    }

    private @Nullable VirtualHostFragment accepted(
        VirtualHostFragment host, @Nullable VirtualHostFragment had) {
      FragmentKey key = FragmentKey.of(wanted.name(), host.name());
      Rejection rejection = suspects.of(key, host.version());
      if (rejection == null && !isHeld && !host.equals(had)) {
        rejection = suspects.shared(key, host.version()); // what others refused it may keep
      }
      if (rejection == null) {
        return host;
      }
      return had != null && suspects.of(key, had.version()) == null ? had : rejection.goodHost();
    }

    Target target(Set<String> alsoWaiting) {
      waiting.addAll(alsoWaiting);
      if (!differs) {
        return Target.keepWaiting(waiting);
      }
      return new Target(Target.Action.SEND, wanted.withTable(table), open, waiting);
    }
  }

  private static boolean same(
      @Nullable VirtualHostFragment one, @Nullable VirtualHostFragment other) {
    return one == null ? other == null : one.equals(other);
  }

  private @Nullable VirtualHostFragment gate(
      @Nullable VirtualHostFragment had, VirtualHostFragment wanted, Set<String> waiting) {
    if (wanted.clusters().stream().allMatch(name -> readiness.apply(name) == Readiness.READY)) {
      return wanted;
    }
    List<RouteFragment> routes = new ArrayList<>();
    for (RouteFragment route : wanted.routes()) {
      RouteFragment old = had == null ? null : find(had, route.key());
      RouteFragment form = form(old, route, waiting);
      if (form != null) {
        routes.add(form);
      }
    }
    if (routes.equals(wanted.routes())) {
      return wanted;
    }
    return routes.isEmpty() && had == null ? null : wanted.withRoutes(routes);
  }

  private @Nullable RouteFragment form(
      @Nullable RouteFragment old, RouteFragment route, Set<String> waiting) {
    if (route.equals(old)) {
      return route;
    }
    boolean waits = false;
    for (String cluster : route.clusters()) {
      Readiness ready = readiness.apply(cluster);
      if (ready != Readiness.READY && (old != null || ready != Readiness.LATE)) {
        waiting.add(cluster);
        waits = true;
      }
    }
    return waits ? old : route;
  }

  private static @Nullable RouteFragment find(VirtualHostFragment host, String key) {
    for (RouteFragment route : host.routes()) {
      if (route.key().equals(key)) {
        return route;
      }
    }
    return null;
  }
}
