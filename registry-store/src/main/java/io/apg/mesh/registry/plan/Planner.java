package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.ApplyOutcome.Applied;
import io.apg.mesh.registry.ApplyOutcome.Refused;
import io.apg.mesh.registry.ApplyRequest;
import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObjectResult;
import io.apg.mesh.registry.RevisionRecord;
import io.apg.mesh.registry.Stamps;
import io.apg.mesh.registry.TenantState;
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
    TenantState tenant = state.tenant(request.tenant());
    Draft draft = new Draft(decided(request, tenant), tenant, identities, fresh);
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

  /** The request without edits: what they come to on top of {@code state}. */
  private static ApplyRequest decided(ApplyRequest request, TenantState state) {
    return new ApplyRequest(
        request.tenant(),
        request.actor(),
        request.summary(),
        request.changes().stream().map(change -> decided(change, state)).toList(),
        request.force(),
        request.prune());
  }

  private static Change decided(Change change, TenantState state) {
    return change instanceof Change.Edit edit ? edit.decide().apply(state) : change;
  }
}
