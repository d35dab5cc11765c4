package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.observed.Inspector;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.registry.ApplyOutcome.Applied;
import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.ObjectResult;
import io.apg.mesh.registry.Preview;
import io.apg.mesh.registry.Problem;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.v1.AppliedObject;
import io.apg.mesh.v1.ApplyObjectsResponse;
import io.apg.mesh.v1.DryRun;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes changes and tells what became of them, or only what would. Thread-safe. */
final class DryRuns {
  private final Writer writer;
  private final PinnedStates states;
  private final Inspector inspector;

  DryRuns(Writer writer, PinnedStates states, Inspector inspector) {
    this.writer = writer;
    this.states = states;
    this.inspector = inspector;
  }

  /**
   * What became of one change, or would.
   *
   * @param state in which the object is as the change leaves it
   * @param dryRun null = the change was made
   */
  record One(ObjectResult result, long revision, TenantState state, @Nullable DryRun dryRun) {
    String id() {
      return result.id();
    }
  }

  /** Makes one change, or only looks at what it comes to where the call is a dry run. */
  One one(Change change, List<Problem> faults, boolean force) {
    if (!CallMetadata.dryRun()) {
      Writer.One done = writer.one(change, faults, force);
      return new One(done.result(), done.revision(), states.current(), null);
    }
    Preview preview = writer.preview(Writer.alone(change, faults, force));
    Applied applied = (Applied) preview.outcome();
    ObjectResult result = applied.results().get(0);
    Writer.noteEffect(result);
    TenantState after = preview.after().tenant(Principal.current().tenant());
    return new One(result, applied.revision(), after, found(preview));
  }

  /** Makes the changes of a request, or only looks at what they come to. */
  ApplyObjectsResponse run(Writer.Many request, boolean dryRun) {
    if (!dryRun && !CallMetadata.dryRun()) {
      return toProto(writer.all(request)).build();
    }
    Preview preview = writer.preview(request);
    return toProto((Applied) preview.outcome()).setDryRun(found(preview)).build();
  }

  private DryRun found(Preview preview) {
    DryRun.Builder found =
        DryRun.newBuilder()
            .setProxiesAffected(inspector.affected(Principal.current().tenant(), preview));
    preview.changes().stream()
        .filter(change -> change.kind().isUsers())
        .forEach(change -> found.addChanges(Revisions.toProto(change, true)));
    return found.build();
  }

  private static ApplyObjectsResponse.Builder toProto(Applied applied) {
    ApplyObjectsResponse.Builder response =
        ApplyObjectsResponse.newBuilder().setRevision(applied.revision());
    for (ObjectResult result : applied.results()) {
      response.addObjects(
          AppliedObject.newBuilder()
              .setKind(result.kind().word())
              .setId(result.id())
              .setResult(Enums.EFFECT.toProto(result.effect())));
    }
    return response;
  }
}
