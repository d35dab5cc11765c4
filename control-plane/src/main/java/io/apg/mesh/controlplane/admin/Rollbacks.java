package io.apg.mesh.controlplane.admin;

import com.google.protobuf.Struct;
import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.EndpointNames;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Problem;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.RevisionRecord;
import io.apg.mesh.registry.RevisionRecord.ObjectChange;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.v1.ApplyObjectsResponse;
import io.apg.mesh.v1.DiffRevisionsRequest;
import io.apg.mesh.v1.DiffRevisionsResponse;
import io.apg.mesh.v1.RevisionChange;
import io.apg.mesh.v1.RollbackRequest;
import io.apg.mesh.v1.RollbackServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What revisions changed, and taking it back, over gRPC. */
final class Rollbacks extends RollbackServiceGrpc.RollbackServiceImplBase {
  private static final int AT_ONCE = 500;
  private static final int MOST = 10_000;
  private static final List<String> STAMPS = List.of("created_at", "updated_at", "revision");

  private final Calls calls;
  private final RegistryStore store;
  private final DryRuns runs;

  Rollbacks(Calls calls, RegistryStore store, DryRuns runs) {
    this.calls = calls;
    this.store = store;
    this.runs = runs;
  }

  @Override
  public void diffRevisions(
      DiffRevisionsRequest request, StreamObserver<DiffRevisionsResponse> observer) {
    calls.read(observer, () -> diff(request));
  }

  @Override
  public void rollback(RollbackRequest request, StreamObserver<ApplyObjectsResponse> observer) {
    calls.write(observer, () -> rollback(request));
  }

  private ApplyObjectsResponse rollback(RollbackRequest request) {
    RevisionRecord revision =
        store
            .revision(Principal.current().tenant(), request.getNumber())
            .orElseThrow(() -> Refusals.notFound("revision", "" + request.getNumber()));
    Long expected = request.getForce() ? null : Long.valueOf(revision.number());
    TenantState now = store.state().tenant(revision.tenant());
    List<Change> changes = new ArrayList<>();
    List<Problem> faults = new ArrayList<>();
    for (ObjectChange change : meant(revision, now, request.getEndpoints())) {
      if (expected != null && change.before().isEmpty() && !isThere(now, change)) {
        faults.add(gone(changes.size(), change, revision.number()));
      }
      changes.add(undo(change, expected));
    }
    if (changes.isEmpty()) {
      throw ApiError.of(
              ErrorCode.INVALID, "revision " + revision.number() + " changed endpoints only")
          .withHint("endpoints: true takes them back, too")
          .toException();
    }
    String summary = "roll back revision " + revision.number();
    return runs.run(
        new Writer.Many(summary, changes, faults, request.getForce(), null, index -> ""),
        request.getDryRun());
  }

  /** Without endpoints that nobody asked for, unless they went with a service that comes back. */
  private static List<ObjectChange> meant(
      RevisionRecord revision, TenantState now, boolean endpoints) {
    Set<String> back =
        revision.usersChanges().stream()
            .filter(change -> change.kind() == ObjectKind.SERVICE && change.after().isEmpty())
            .filter(change -> !isThere(now, change))
            .map(ObjectChange::id)
            .collect(Collectors.toSet());
    return revision.usersChanges().stream()
        .filter(
            change ->
                endpoints
                    || change.kind() != ObjectKind.ENDPOINT
                    || back.contains(EndpointNames.serviceOf(change.id())))
        .toList();
  }

  private static boolean isThere(TenantState now, ObjectChange change) {
    String id = change.id();
    return switch (change.kind()) {
      case SERVICE -> now.service(id) != null;
      case ROUTE -> now.route(id) != null;
      case LOAD_BALANCER -> now.loadBalancer(id) != null;
      case ENDPOINT -> now.endpoint(EndpointNames.serviceOf(id), id) != null;
      case LEAVING, DRAINING ->
          throw new IllegalArgumentException(
              "kind: " + change.kind() + " (expected: one that users write)");
    };
  }

  private static Problem gone(int index, ObjectChange change, long revision) {
    return new Problem(
        Problem.Code.REVISION_MISMATCH,
        index,
        "",
        change.kind().title() + " " + change.id() + " is gone since revision " + revision,
        change.id(),
        "force takes back what is left");
  }

  /**
   * Checks that the object is still as the revision left it, unless {@code revision} is null. That
   * one which was made is gone is no mistake here: {@link #gone} has told it.
   */
  private static Change undo(ObjectChange change, @Nullable Long revision) {
    if (change.before().isEmpty()) {
      return new Change.Delete(change.kind(), change.id(), revision, /* mayBeGone= */ true);
    }
    boolean gone = change.after().isEmpty();
    Long expected = gone && revision != null ? Long.valueOf(0) : revision;
    return Specs.restore(change.kind(), change.before(), expected);
  }

  private DiffRevisionsResponse diff(DiffRevisionsRequest request) {
    long from = Math.min(request.getFrom(), request.getTo());
    long to = Math.max(request.getFrom(), request.getTo());
    if (from < 0 || to > store.state().revision()) {
      throw Refusals.notFound("revision", Long.toString(from < 0 ? from : to));
    }
    Map<String, ObjectChange> changes = changes(from, to);
    // Asked afterwards: revisions may have gone while they were read.
    long oldest = store.oldestRevision();
    if (from < to && from + 1 < oldest) {
      String message = "revision " + from + " is not kept any more; the oldest is " + oldest;
      throw ApiError.of(ErrorCode.NOT_FOUND, message)
          .withHint("registry.revisions_kept says how many are kept")
          .toException();
    }
    DiffRevisionsResponse.Builder response =
        DiffRevisionsResponse.newBuilder().setFrom(request.getFrom()).setTo(request.getTo());
    for (ObjectChange change : changes.values()) {
      RevisionChange shown =
          Revisions.toProto(request.getFrom() <= request.getTo() ? change : turned(change), true);
      if (!content(shown.getBefore()).equals(content(shown.getAfter()))
          || shown.hasBefore() != shown.hasAfter()) {
        response.addChanges(shown);
      }
    }
    return response.build();
  }

  /** By object: what it was at {@code from}, and at {@code to}. */
  private Map<String, ObjectChange> changes(long from, long to) {
    Map<String, ObjectChange> changes = new TreeMap<>();
    long before = to + 1;
    int seen = 0;
    while (before > from + 1) {
      List<RevisionRecord> page =
          store.revisions(Principal.current().tenant(), before, AT_ONCE).stream()
              .filter(revision -> revision.number() > from)
              .toList();
      if (page.isEmpty()) {
        return changes;
      }
      for (RevisionRecord revision : page) {
        revision
            .usersChanges()
            .forEach(change -> changes.merge(key(change), change, Rollbacks::joined));
      }
      seen += page.size();
      if (seen > MOST) {
        throw Refusals.parameter("from", Long.toString(from), MOST + " revisions at most");
      }
      before = page.get(page.size() - 1).number();
    }
    return changes;
  }

  private static String key(ObjectChange change) {
    return change.kind().word() + "/" + change.id();
  }

  /** Revisions come newest first. */
  private static ObjectChange joined(ObjectChange later, ObjectChange earlier) {
    return new ObjectChange(
        later.kind(), later.id(), later.name(), earlier.before(), later.after());
  }

  private static ObjectChange turned(ObjectChange change) {
    return new ObjectChange(
        change.kind(),
        change.id(),
        change.name(),
        /* before= */ change.after(),
        /* after= */ change.before());
  }

  private static Struct content(Struct body) {
    Struct.Builder content = body.toBuilder();
    STAMPS.forEach(content::removeFields);
    return content.build();
  }
}
