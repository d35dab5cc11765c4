package io.apg.mesh.controlplane.publish;

import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObjectKey;
import java.util.HashSet;
import java.util.Set;

/** Changes of the registry that wait for the next round, merged. Thread-safe. */
final class Inbox {
  private MeshState state = MeshState.EMPTY;
  private Set<ObjectKey> changed = new HashSet<>();

  /** The newest state, and everything that differs in it from the one of the round before. */
  record Content(MeshState state, Set<ObjectKey> changed) {}

  synchronized void add(MeshState after, Set<ObjectKey> keys) {
    if (after.revision() >= state.revision()) {
      state = after;
    }
    changed.addAll(keys);
  }

  synchronized Content take() {
    Content content = new Content(state, changed);
    changed = new HashSet<>();
    return content;
  }

  synchronized void putBack(Content content) {
    changed.addAll(content.changed());
  }
}
