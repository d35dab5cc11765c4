package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.observed.Finding;
import io.apg.mesh.controlplane.observed.FindingsSource;
import io.apg.mesh.controlplane.observed.ObjectRef;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.v1.FindingObject;
import io.apg.mesh.v1.FindingServiceGrpc;
import io.apg.mesh.v1.ListFindingsRequest;
import io.apg.mesh.v1.ListFindingsResponse;
import io.apg.mesh.v1.ObjectReference;
import io.grpc.stub.StreamObserver;
import java.util.Comparator;
import java.util.List;

/** What needs attention, over gRPC. */
final class Findings extends FindingServiceGrpc.FindingServiceImplBase {
  private static final Comparator<Finding> ORDER = Comparator.comparing(Findings::key);

  private final Calls calls;
  private final FindingsSource source;

  Findings(Calls calls, FindingsSource source) {
    this.calls = calls;
    this.source = source;
  }

  @Override
  public void listFindings(
      ListFindingsRequest request, StreamObserver<ListFindingsResponse> observer) {
    calls.read(observer, () -> list(request));
  }

  static ObjectReference toProto(ObjectRef object) {
    return ObjectReference.newBuilder().setKind(object.kind()).setId(object.id()).build();
  }

  private ListFindingsResponse list(ListFindingsRequest request) {
    Page.Request wanted =
        Page.Request.of(
            "findings", request.hasPageSize(), request.getPageSize(), request.getPageToken());
    List<Finding> all =
        source.findings(Principal.current().tenant()).stream().sorted(ORDER).toList();
    Page<Finding> page = Page.of(all, Findings::key, wanted, 0);
    ListFindingsResponse.Builder response =
        ListFindingsResponse.newBuilder().setTotal(page.total()).setNextPageToken(page.nextToken());
    for (Finding finding : page.objects()) {
      response.addFindings(
          FindingObject.newBuilder()
              .setCode(finding.code())
              .setSeverity(Enums.SEVERITY.toProto(finding.severity()))
              .setObject(toProto(finding.object()))
              .setMessage(finding.message())
              .setHint(finding.hint()));
    }
    return response.build();
  }

  /** By object; the parts cannot contain the separator. */
  private static String key(Finding finding) {
    ObjectRef object = finding.object();
    return String.join(
        "\n", object.kind(), object.id(), finding.code(), finding.message().replace('\n', ' '));
  }
}
