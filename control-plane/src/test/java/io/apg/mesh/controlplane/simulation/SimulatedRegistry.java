package io.apg.mesh.controlplane.simulation;

import io.apg.mesh.registry.ApplyOutcome;
import io.apg.mesh.registry.ApplyRequest;
import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.RevisionRecord;
import io.apg.mesh.registry.StateChange;
import io.apg.mesh.registry.plan.Identities;
import io.apg.mesh.registry.plan.Plan;
import io.apg.mesh.registry.plan.Planner;
import io.apg.mesh.registry.plan.Settings;
import io.apg.mesh.translate.RegexCheck;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The registry without its disk: plans and commits as the product does, and tells each step. */
final class SimulatedRegistry {
  static final String TENANT = "default";

  private final Planner planner;
  private final List<Consumer<StateChange>> feed = new ArrayList<>();
  private MeshState state = MeshState.EMPTY;
  private Identities identities = Identities.EMPTY;

  SimulatedRegistry(Clock clock) {
    planner = new Planner(new Settings("default", RegexCheck.DEFAULT::problem), clock);
  }

  MeshState state() {
    return state;
  }

  void subscribe(Consumer<StateChange> listener) {
    feed.add(listener);
  }

  ApplyOutcome apply(List<Change> changes) {
    ApplyRequest request = new ApplyRequest(TENANT, "test", "test", changes, true, null);
    Plan plan = planner.plan(state, identities, request);
    RevisionRecord revision = plan.revision();
    if (revision != null) {
      Set<ObjectKey> changed = new HashSet<>();
      revision.changes().forEach(c -> changed.add(new ObjectKey(TENANT, c.kind(), c.id())));
      StateChange step = new StateChange(state, plan.state(), changed, List.of(revision));
      state = plan.state();
      identities = plan.identities();
      feed.forEach(listener -> listener.accept(step));
    }
    return plan.outcome();
  }
}
