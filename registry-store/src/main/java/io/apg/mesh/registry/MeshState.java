package io.apg.mesh.registry;

import org.pcollections.PMap;
import org.pcollections.TreePMap;

/** Everything committed up to one revision. Immutable; a change shares all it does not touch. */
public record MeshState(long revision, PMap<String, TenantState> tenants) {
  /** The state of a new store. */
  public static final MeshState EMPTY = new MeshState(0, TreePMap.empty());

  /** State of a tenant; an unknown one is empty. */
  public TenantState tenant(String tenant) {
    return tenants.getOrDefault(tenant, TenantState.EMPTY);
  }

  /** This state with a tenant replaced, as of another revision. */
  public MeshState with(long newRevision, String tenant, TenantState state) {
    return new MeshState(newRevision, tenants.plus(tenant, state));
  }
}
