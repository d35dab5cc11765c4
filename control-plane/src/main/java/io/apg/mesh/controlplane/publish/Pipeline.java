package io.apg.mesh.controlplane.publish;

import io.apg.mesh.controlplane.mapping.Finding;
import io.apg.mesh.controlplane.mapping.IrBuilder;
import io.apg.mesh.controlplane.mapping.IrStep;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.snapshot.Publication;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.translate.Translator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;

/**
 * The state of the registry as publications: mapping, translation and views in one immutable value.
 * Pure; {@link Publisher} drives it.
 */
record Pipeline(
    IrBuilder builder,
    Translator translator,
    MeshState state,
    PMap<String, TenantResources> tenants,
    PMap<String, ViewKey> keys,
    Publication publication) {

  static Pipeline start(IrBuilder builder, Translator translator) {
    return new Pipeline(
        builder,
        translator,
        MeshState.EMPTY,
        HashTreePMap.empty(),
        HashTreePMap.empty(),
        Publication.NONE);
  }

  /** After some steps of the change feed, with exactly the views that are wanted. */
  Pipeline next(MeshState after, Set<ObjectKey> changed, Map<String, ViewKey> wanted) {
    long id = publication.id() + 1;
    Map<String, IrStep> steps = steps(after, changed, wanted.values());
    PMap<String, TenantResources> nextTenants = tenants;
    for (Map.Entry<String, IrStep> step : steps.entrySet()) {
      TenantResources old = tenants.getOrDefault(step.getKey(), TenantResources.EMPTY);
      nextTenants = nextTenants.plus(step.getKey(), old.next(step.getValue(), translator));
    }
    Map<String, Set<String>> services = services(changed);
    PMap<String, View> views = publication.views();
    PMap<String, ViewKey> nextKeys = keys;
    for (String gone : keys.keySet()) {
      if (!wanted.containsKey(gone)) {
        views = views.minus(gone);
        nextKeys = nextKeys.minus(gone);
      }
    }
    for (Map.Entry<String, ViewKey> entry : wanted.entrySet()) {
      ViewKey key = entry.getValue();
      View old = views.get(entry.getKey());
      IrStep step = steps.get(key.tenant());
      if (old != null && step == null) {
        continue;
      }
      TenantResources resources = nextTenants.getOrDefault(key.tenant(), TenantResources.EMPTY);
      ViewWriter writer = new ViewWriter(after.tenant(key.tenant()), resources, translator);
      View next =
          old == null
              ? writer.rebuild(key, View.empty(id), id)
              : step == null || viewerChanged(key, after, services)
                  ? writer.rebuild(key, old, id)
                  : writer.update(key, old, step, id);
      views = views.plus(entry.getKey(), next);
      nextKeys = nextKeys.plus(entry.getKey(), key);
    }
    return new Pipeline(
        builder,
        translator,
        after,
        nextTenants,
        nextKeys,
        new Publication(id, after.revision(), views));
  }

  private Map<String, IrStep> steps(
      MeshState after, Set<ObjectKey> changed, Collection<ViewKey> wanted) {
    Map<String, Set<ObjectKey>> byTenant = new HashMap<>();
    for (ViewKey key : wanted) {
      if (!tenants.containsKey(key.tenant())) {
        byTenant.put(key.tenant(), new HashSet<>()); // has something to show even without objects
      }
    }
    for (ObjectKey key : changed) {
      byTenant.computeIfAbsent(key.tenant(), tenant -> new HashSet<>()).add(key);
    }
    Map<String, IrStep> steps = new HashMap<>();
    byTenant.forEach(
        (tenant, keys) -> {
          TenantResources old = tenants.getOrDefault(tenant, TenantResources.EMPTY);
          TenantState before = state.tenant(tenant);
          steps.put(tenant, builder.step(old.ir(), before, after.tenant(tenant), keys));
        });
    return steps;
  }

  /** Whether what a narrowed view may show depends on an object that changed. */
  private boolean viewerChanged(ViewKey key, MeshState after, Map<String, Set<String>> services) {
    if (!(key instanceof ViewKey.Member member) || member.service() == null) {
      return false;
    }
    Set<String> changed = services.getOrDefault(member.tenant(), Set.of());
    return changed.contains(member.service())
        || dependsOn(state.tenant(member.tenant()).service(member.service()), changed)
        || dependsOn(after.tenant(member.tenant()).service(member.service()), changed);
  }

  private static boolean dependsOn(@Nullable Service viewer, Set<String> changed) {
    return viewer != null && viewer.dependencies().stream().anyMatch(changed::contains);
  }

  private static Map<String, Set<String>> services(Set<ObjectKey> changed) {
    Map<String, Set<String>> services = new HashMap<>();
    for (ObjectKey key : changed) {
      if (key.kind() == ObjectKind.SERVICE) {
        services.computeIfAbsent(key.tenant(), tenant -> new HashSet<>()).add(key.id());
      }
    }
    return services;
  }

  /** Every object of a state, for the first step. */
  static Set<ObjectKey> everything(MeshState state) {
    Set<ObjectKey> all = new HashSet<>();
    state
        .tenants()
        .forEach(
            (tenant, objects) -> {
              objects
                  .services()
                  .keySet()
                  .forEach(id -> all.add(new ObjectKey(tenant, ObjectKind.SERVICE, id)));
              objects
                  .routes()
                  .keySet()
                  .forEach(id -> all.add(new ObjectKey(tenant, ObjectKind.ROUTE, id)));
              objects
                  .loadBalancers()
                  .keySet()
                  .forEach(id -> all.add(new ObjectKey(tenant, ObjectKind.LOAD_BALANCER, id)));
              objects
                  .departing()
                  .services()
                  .keySet()
                  .forEach(id -> all.add(new ObjectKey(tenant, ObjectKind.LEAVING, id)));
            });
    return all;
  }

  /** Findings of a tenant, by object. */
  List<Finding> findings(String tenant) {
    List<Finding> all = new ArrayList<>();
    tenants
        .getOrDefault(tenant, TenantResources.EMPTY)
        .ir()
        .findings()
        .values()
        .forEach(all::addAll);
    return all;
  }
}
