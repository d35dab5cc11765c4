package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.registry.ApplyOutcome;
import io.apg.mesh.registry.ApplyOutcome.Applied;
import io.apg.mesh.registry.ApplyRequest;
import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.ObjectResult;
import io.apg.mesh.registry.Preview;
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

  /**
   * Changes that are made together or not at all.
   *
   * @param summary one line for the list of revisions
   * @param faults what is wrong with the request already
   * @param prune label of what is to go beyond them; null = nothing
   * @param at JSON pointer to the object of a change in the request's body
   */
  record Many(
      String summary,
      List<Change> changes,
      List<Problem> faults,
      boolean force,
      @Nullable String prune,
      IntFunction<String> at) {}

  /** Makes one change and notes its effect in the answer's metadata. */
  One one(Change change, List<Problem> faults, boolean force) {
    Applied applied = all(alone(change, faults, force));
    ObjectResult result = applied.results().get(0);
    noteEffect(result);
    return new One(result, applied.revision());
  }

  /** A request of one change, which is the whole body. */
  static Many alone(Change change, List<Problem> faults, boolean force) {
    return new Many(
        Summaries.of(change), List.of(change), faults, force, /* prune= */ null, index -> "");
  }

  /** Notes in the answer's metadata what became of the one object. */
  static void noteEffect(ObjectResult result) {
    CallMetadata.effect(result.effect().name().toLowerCase(Locale.ROOT));
  }

  /**
   * Makes all changes or none, and notes the revision in the answer's metadata. A call that is only
   * to be checked is always refused.
   */
  Applied all(Many request) {
    if (CallMetadata.dryRun()) {
      throw new IllegalStateException("a dry run came to the writer: " + request.summary());
    }
    Principal principal = Principal.current();
    Applied applied = accepted(store.apply(toApply(request)), request);
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

  /** What the changes would come to; refused for what they would be refused for. */
  Preview preview(Many request) {
    Preview preview = store.preview(toApply(request));
    accepted(preview.outcome(), request);
    CallMetadata.revision(preview.before().revision());
    return preview;
  }

  private static ApplyRequest toApply(Many request) {
    Principal principal = Principal.current();
    List<Change> asked = new ArrayList<>(request.changes());
    if (!request.faults().isEmpty() || CallMetadata.checkOnly()) {
      // The registry is asked all the same, for what it finds, but must not write.
      asked.add(IMPOSSIBLE);
    }
    return new ApplyRequest(
        principal.tenant(),
        principal.subject(),
        request.summary(),
        asked,
        request.force(),
        request.prune());
  }

  private static Applied accepted(ApplyOutcome outcome, Many request) {
    if (outcome instanceof ApplyOutcome.Refused refused) {
      List<Problem> problems = new ArrayList<>(request.faults());
      refused.problems().stream()
          .filter(p -> p.change() < request.changes().size())
          .forEach(problems::add);
      throw problems.isEmpty() ? Refusals.checked() : Refusals.of(problems, request.at());
    }
    return (Applied) outcome;
  }
}
