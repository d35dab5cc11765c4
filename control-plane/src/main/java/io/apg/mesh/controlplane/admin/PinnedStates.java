package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.TenantState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Keeps the states that listings show, so that all pages of one show the same. States share what
 * did not change between them, so a few cost little; a listing whose state is gone goes on, by the
 * order of its keys, in the current one. Thread-safe.
 */
final class PinnedStates {
  private static final int MOST = 16;

  private final RegistryStore store;

  // Guarded by this.
  private final Map<Long, MeshState> states =
      new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, MeshState> eldest) {
          return size() > MOST;
        }
      };

  PinnedStates(RegistryStore store) {
    this.store = store;
  }

  /** The current state of the caller's tenant, noted in the answer's metadata. */
  TenantState current() {
    MeshState state = store.state();
    CallMetadata.revision(state.revision());
    return state.tenant(Principal.current().tenant());
  }

  /** A page that {@code lister} makes of the caller's tenant as of the listing's revision. */
  <T> Page<T> page(Page.Request request, BiFunction<TenantState, Long, Page<T>> lister) {
    MeshState state = find(request.revision());
    CallMetadata.revision(state.revision());
    Page<T> page = lister.apply(state.tenant(Principal.current().tenant()), state.revision());
    if (!page.nextToken().isEmpty()) {
      pin(state);
    }
    return page;
  }

  private synchronized MeshState find(long revision) {
    MeshState pinned = states.get(revision);
    return pinned == null ? store.state() : pinned;
  }

  private synchronized void pin(MeshState state) {
    states.putIfAbsent(state.revision(), state);
  }
}
