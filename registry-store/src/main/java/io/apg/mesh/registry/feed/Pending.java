package io.apg.mesh.registry.feed;

import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.RevisionRecord;
import io.apg.mesh.registry.StateChange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A step that waits to be told, into which later ones can be taken. Not thread-safe. */
final class Pending {
  private final MeshState before;
  private final Set<ObjectKey> changed;
  private final Deque<RevisionRecord> revisions;
  private MeshState after;

  Pending(StateChange step) {
    this.before = step.before();
    this.after = step.after();
    this.changed = new HashSet<>(step.changed());
    this.revisions = new ArrayDeque<>(step.revisions());
  }

  /** The revision that it begins with. */
  long from() {
    return before.revision();
  }

  /** Takes in the step after it. Costs what that changed. */
  void add(StateChange next) {
    after = next.after();
    changed.addAll(next.changed());
    revisions.addAll(next.revisions());
    while (revisions.size() > StateChange.MAX_REVISIONS) {
      revisions.removeFirst();
    }
  }

  StateChange step() {
    return new StateChange(before, after, changed, List.copyOf(revisions));
  }
}
