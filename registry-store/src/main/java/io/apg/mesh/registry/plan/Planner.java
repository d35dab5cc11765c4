package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.ApplyOutcome.Applied;
import io.apg.mesh.registry.ApplyOutcome.Refused;
import io.apg.mesh.registry.ApplyRequest;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObjectResult;
import io.apg.mesh.registry.RevisionRecord;
import io.apg.mesh.registry.Stamps;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Decides what a request comes to: all problems it has, or the state after it. Changes are judged
 * against the state they lead to together, so their order does not matter. No I/O; costs what the
 * request touches. Thread-safe.
 */
public final class Planner {
  private final Settings settings;
  private final Clock clock;

  /** A planner for stores. */
  public Planner(Settings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** The plan for {@code request} on top of {@code state}. */
  public Plan plan(MeshState state, Identities identities, ApplyRequest request) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Stamps fresh = new Stamps(now, now, state.revision() + 1);
    Draft draft = new Draft(request, state.tenant(request.tenant()), identities, fresh);
    Steps steps = new Steps(draft, settings);
    steps.run();
    if (!draft.problems.isEmpty()) {
      return new Plan(state, identities, List.of(), null, new Refused(draft.problems.all()));
    }
    Changes changes = new Changes(draft);
    List<ObjectResult> results = steps.results(changes);
    if (changes.list().isEmpty()) {
      return new Plan(state, identities, List.of(), null, new Applied(state.revision(), results));
    }
    RevisionRecord revision =
        new RevisionRecord(
            fresh.revision(),
            request.tenant(),
            now,
            request.actor(),
            request.summary(),
            changes.list());
    MeshState after = state.with(fresh.revision(), request.tenant(), changes.after());
    return new Plan(
        after,
        draft.identities(),
        draft.reservations(),
        revision,
        new Applied(fresh.revision(), results));
  }
}
