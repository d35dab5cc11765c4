package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.observed.Inspector;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.registry.ApplyOutcome.Applied;
import io.apg.mesh.registry.ObjectResult;
import io.apg.mesh.registry.Preview;
import io.apg.mesh.v1.AppliedObject;
import io.apg.mesh.v1.ApplyObjectsResponse;
import io.apg.mesh.v1.DryRun;

/** Tells what became of changes, or what would become of them. Thread-safe. */
final class DryRuns {
  private final Writer writer;
  private final Inspector inspector;

  DryRuns(Writer writer, Inspector inspector) {
    this.writer = writer;
    this.inspector = inspector;
  }

  /** Makes the changes of a request, or only looks at what they come to. */
  ApplyObjectsResponse run(Writer.Many request, boolean dryRun) {
    if (!dryRun) {
      return toProto(writer.all(request)).build();
    }
    Preview preview = writer.preview(request);
    DryRun.Builder found =
        DryRun.newBuilder()
            .setProxiesAffected(inspector.affected(Principal.current().tenant(), preview));
    preview.changes().stream()
        .filter(change -> change.kind().isUsers())
        .forEach(change -> found.addChanges(Revisions.toProto(change, true)));
    return toProto((Applied) preview.outcome()).setDryRun(found).build();
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
