package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.registry.ApplyOutcome;
import io.apg.mesh.registry.ApplyOutcome.Applied;
import io.apg.mesh.registry.ApplyRequest;
import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.ObjectResult;
import io.apg.mesh.registry.Problem;
import io.apg.mesh.registry.RegistryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands the caller's changes to the registry; refuses with every problem. Thread-safe; blocks. */
final class Writer {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  /** No object has this id, so that no store accepts it. */
  private static final Change IMPOSSIBLE = new Change.Delete(ObjectKind.ROUTE, "", null);

  private final RegistryStore store;

  Writer(RegistryStore store) {
    this.store = store;
  }

  /** What became of one change. */
  record One(ObjectResult result, long revision) {}

  /** Makes one change and notes its effect in the answer's metadata. */
  One one(Change change, List<Problem> faults, boolean force) {
    Applied applied = all(List.of(change), faults, force, null, index -> "");
    ObjectResult result = applied.results().get(0);
    CallMetadata.effect(result.effect().name().toLowerCase(Locale.ROOT));
    return new One(result, applied.revision());
  }

  /**
   * Makes all changes or none, and notes the revision in the answer's metadata. A call that is only
   * to be checked is always refused.
   *
   * @param faults what is wrong with the request already
   * @param at JSON pointer to the object of a change in the request's body
   */
  Applied all(
      List<Change> changes,
      List<Problem> faults,
      boolean force,
      @Nullable String prune,
      IntFunction<String> at) {
    Principal principal = Principal.current();
    List<Change> asked = new ArrayList<>(changes);
    boolean checkOnly = CallMetadata.checkOnly();
    if (!faults.isEmpty() || checkOnly) {
      // The registry is asked all the same, for what it finds, but must not write.
      asked.add(IMPOSSIBLE);
    }
    ApplyOutcome outcome =
        store.apply(
            new ApplyRequest(
                principal.tenant(), principal.subject(), summary(changes), asked, force, prune));
    if (outcome instanceof ApplyOutcome.Refused refused) {
      List<Problem> problems = new ArrayList<>(faults);
      refused.problems().stream().filter(p -> p.change() < changes.size()).forEach(problems::add);
      throw problems.isEmpty() ? Refusals.checked() : Refusals.of(problems, at);
    }
    Applied applied = (Applied) outcome;
    CallMetadata.revision(applied.revision());
    if (applied.results().stream().anyMatch(r -> r.effect() != ObjectResult.Effect.UNCHANGED)) {
      LOG.info(
          "event=registry_changed revision={} tenant={} actor={}",
          applied.revision(),
          principal.tenant(),
          principal.subject());
    }
    return applied;
  }

  private static String summary(List<Change> changes) {
    return changes.size() == 1
        ? Summaries.of(changes.get(0))
        : "apply " + changes.size() + " objects";
  }
}
