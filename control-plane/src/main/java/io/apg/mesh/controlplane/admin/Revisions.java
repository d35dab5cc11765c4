package io.apg.mesh.controlplane.admin;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.RevisionRecord;
import io.apg.mesh.v1.GetRevisionRequest;
import io.apg.mesh.v1.ListRevisionsRequest;
import io.apg.mesh.v1.ListRevisionsResponse;
import io.apg.mesh.v1.RevisionChange;
import io.apg.mesh.v1.RevisionObject;
import io.apg.mesh.v1.RevisionServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** The history of the registry, over gRPC. A page token is the last number of the page before. */
final class Revisions extends RevisionServiceGrpc.RevisionServiceImplBase {
  private final Calls calls;
  private final RegistryStore store;

  Revisions(Calls calls, RegistryStore store) {
    this.calls = calls;
    this.store = store;
  }

  @Override
  public void listRevisions(
      ListRevisionsRequest request, StreamObserver<ListRevisionsResponse> observer) {
    calls.read(observer, () -> list(request));
  }

  @Override
  public void getRevision(GetRevisionRequest request, StreamObserver<RevisionObject> observer) {
    calls.read(
        observer,
        () ->
            store
                .revision(Principal.current().tenant(), request.getNumber())
                .map(revision -> toProto(revision, true))
                .orElseThrow(
                    () -> Refusals.notFound("revision", Long.toString(request.getNumber()))));
  }

  private ListRevisionsResponse list(ListRevisionsRequest request) {
    Page.Request wanted =
        Page.Request.of(
            "revisions", request.hasPageSize(), request.getPageSize(), request.getPageToken());
    long before = wanted.revision() < 0 ? Long.MAX_VALUE : wanted.revision();
    List<RevisionRecord> found =
        store.revisions(Principal.current().tenant(), before, wanted.size() + 1);
    List<RevisionRecord> page = found.subList(0, Math.min(found.size(), wanted.size()));
    ListRevisionsResponse.Builder response = ListRevisionsResponse.newBuilder();
    page.forEach(revision -> response.addRevisions(toProto(revision, false)));
    if (found.size() > page.size()) {
      response.setNextPageToken(Page.token(wanted.kind(), page.get(page.size() - 1).number(), ""));
    }
    return response.build();
  }

  private static RevisionObject toProto(RevisionRecord revision, boolean bodies) {
    RevisionObject.Builder message =
        RevisionObject.newBuilder()
            .setNumber(revision.number())
            .setTenant(revision.tenant())
            .setTime(Times.toProto(revision.time()))
            .setActor(revision.actor())
            .setSummary(revision.summary());
    revision.usersChanges().forEach(change -> message.addChanges(toProto(change, bodies)));
    return message.build();
  }

  static RevisionChange toProto(RevisionRecord.ObjectChange change, boolean bodies) {
    RevisionChange.Builder part =
        RevisionChange.newBuilder()
            .setKind(change.kind().word())
            .setId(change.id())
            .setName(change.name());
    if (bodies && !change.before().isEmpty()) {
      part.setBefore(struct(change.before()));
    }
    if (bodies && !change.after().isEmpty()) {
      part.setAfter(struct(change.after()));
    }
    return part.build();
  }

  private static Struct struct(String body) {
    Struct.Builder struct = Struct.newBuilder();
    try {
      JsonFormat.parser().merge(body, struct);
    } catch (InvalidProtocolBufferException notJson) {
      throw new IllegalStateException("body: " + body + " (expected: a JSON object)", notJson);
    }
    return struct.build();
  }
}
