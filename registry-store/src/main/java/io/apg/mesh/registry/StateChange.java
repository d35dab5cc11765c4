package io.apg.mesh.registry;

import java.util.List;
import java.util.Set;

/**
 * A step of the change feed: the state before and after, and what differs between them. Steps come
 * in order and without gaps; one step may carry several revisions.
 *
 * @param revisions oldest first; where a listener was slow and there are more than {@value
 *     #MAX_REVISIONS}, the newest of them (the store has the others)
 */
public record StateChange(
    MeshState before, MeshState after, Set<ObjectKey> changed, List<RevisionRecord> revisions) {
  /** Most revisions that one step carries. */
  public static final int MAX_REVISIONS = 1_000;

  public StateChange {
    changed = Set.copyOf(changed);
    revisions = List.copyOf(revisions);
  }
}
