package io.apg.mesh.registry;

import java.time.Instant;
import java.util.List;

/** One committed revision. Numbers are global and in commit order. */
public record RevisionRecord(
    long number,
    String tenant,
    Instant time,
    String actor,
    String summary,
    List<ObjectChange> changes) {
  public RevisionRecord {
    changes = List.copyOf(changes);
  }

  /**
   * One object before and after, as the JSON body the store keeps; empty = it was not there.
   *
   * @param name readable name of the object
   */
  public record ObjectChange(
      ObjectKind kind, String id, String name, String before, String after) {}

  /** Those of the changes that a user made; the others follow from them. */
  public List<ObjectChange> usersChanges() {
    return changes.stream().filter(change -> change.kind().isUsers()).toList();
  }
}
