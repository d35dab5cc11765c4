package io.apg.mesh.registry;

import java.util.List;

/**
 * What a request would come to.
 *
 * @param before the state it was judged against
 * @param after the state it would lead to; the one before where it is refused or changes nothing
 * @param changes the objects that would differ
 */
public record Preview(
    ApplyOutcome outcome,
    MeshState before,
    MeshState after,
    List<RevisionRecord.ObjectChange> changes) {
  public Preview {
    changes = List.copyOf(changes);
  }
}
