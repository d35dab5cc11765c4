package io.apg.mesh.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of changes, all or nothing, in one revision.
 *
 * @param actor who asks, as the audit shows it
 * @param summary one line for the revision list
 * @param force deletes referenced objects too, leaving dangling references
 * @param prune a label {@code key=value}: objects of the kinds present that carry it and are not in
 *     this request are removed; null = none
 */
public record ApplyRequest(
    String tenant,
    String actor,
    String summary,
    List<Change> changes,
    boolean force,
    @Nullable String prune) {
  public ApplyRequest {
    changes = List.copyOf(changes);
  }
}
