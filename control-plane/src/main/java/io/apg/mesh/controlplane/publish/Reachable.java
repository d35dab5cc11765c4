package io.apg.mesh.controlplane.publish;

import io.apg.mesh.registry.Reach;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceName;
import io.apg.mesh.registry.TenantState;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which services the members of a view see by name. */
record Reachable(Reach reach, String namespace, Set<ServiceName> dependencies) {
  static Reachable of(ViewKey.Member view, TenantState state) {
    Service viewer = view.service() == null ? null : state.service(view.service());
    if (viewer == null) {
      return new Reachable(Reach.TENANT, view.namespace(), Set.of());
    }
    Set<ServiceName> names = new HashSet<>();
    for (String id : viewer.dependencies()) {
      Service dependency = state.service(id);
      if (dependency != null) {
        names.add(dependency.name());
      }
    }
    return new Reachable(viewer.reach(), view.namespace(), names);
  }

  boolean sees(@Nullable ServiceName name) {
    if (name == null) {
      return false;
    }
    return switch (reach) {
      case TENANT -> true;
      case NAMESPACE -> name.namespace().equals(namespace) || dependencies.contains(name);
      case DECLARED -> dependencies.contains(name);
    };
  }
}
