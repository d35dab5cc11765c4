package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.TenantState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the states that listings show, so that all pages of one show the same: each for some time
 * since its last page, so many at most. States share what did not change between them, so they cost
 * little. A listing whose state is gone must start again. Thread-safe.
 */
final class PinnedStates {
  static final Duration KEPT = Duration.ofMinutes(5);
  static final int MOST = 256;

  private final RegistryStore store;
  private final Clock clock;

  /** By revision, the one whose last page was asked for longest ago first. Guarded by this. */
  private final Map<Long, Pinned> states = new LinkedHashMap<>();

  private record Pinned(MeshState state, Instant until) {}

  PinnedStates(RegistryStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** The current state of the caller's tenant, noted in the answer's metadata. */
  TenantState current() {
    MeshState state = store.state();
    CallMetadata.revision(state.revision());
    return state.tenant(Principal.current().tenant());
  }

  /**
   * A page that {@code lister} makes of the caller's tenant as of the listing's revision.
   *
   * @throws io.apg.mesh.controlplane.api.ApiException INVALID where that revision is not kept
   */
  <T> Page<T> page(Page.Request request, BiFunction<TenantState, Long, Page<T>> lister) {
    MeshState state = request.revision() < 0 ? store.state() : find(request.revision());
    if (state == null) {
      throw Refusals.expired(request.token());
    }
    CallMetadata.revision(state.revision());
    Page<T> page = lister.apply(state.tenant(Principal.current().tenant()), state.revision());
    if (!page.nextToken().isEmpty()) {
      pin(state);
    }
    return page;
  }

  private synchronized @Nullable MeshState find(long revision) {
    forget(clock.instant());
    Pinned pinned = states.get(revision);
    if (pinned != null) {
      return pinned.state();
    }
    MeshState current = store.state();
    return current.revision() == revision ? current : null;
  }

  private synchronized void pin(MeshState state) {
    Instant now = clock.instant();
    states.remove(state.revision());
    states.put(state.revision(), new Pinned(state, now.plus(KEPT)));
    forget(now);
  }

  private void forget(Instant now) {
    var eldest = states.values().iterator();
    while (eldest.hasNext() && (eldest.next().until().isBefore(now) || states.size() > MOST)) {
      eldest.remove();
    }
  }
}
