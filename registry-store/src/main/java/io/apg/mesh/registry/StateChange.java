package io.apg.mesh.registry;

import java.util.List;
import java.util.Set;

/**
 * A step of the change feed: the state before and after, and what differs between them. Steps come
 * in order and without gaps; one step may carry several revisions.
 */
public record StateChange(
    MeshState before, MeshState after, Set<ObjectKey> changed, List<RevisionRecord> revisions) {
  public StateChange {
    changed = Set.copyOf(changed);
    revisions = List.copyOf(revisions);
  }
}
