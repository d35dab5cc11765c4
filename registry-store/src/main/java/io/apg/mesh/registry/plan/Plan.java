package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.ApplyOutcome;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.RevisionRecord;
import io.apg.mesh.registry.plan.Identities.Reservation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request comes to.
 *
 * @param state the state after it; the one before where nothing changes
 * @param identities the history of ids after it
 * @param reservations what it adds to that history
 * @param revision what to commit; null = nothing, because it was refused or changes nothing
 */
public record Plan(
    MeshState state,
    Identities identities,
    List<Reservation> reservations,
    @Nullable RevisionRecord revision,
    ApplyOutcome outcome) {
  public Plan {
    reservations = List.copyOf(reservations);
  }
}
