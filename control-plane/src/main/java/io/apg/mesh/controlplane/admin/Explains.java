package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.observed.Explanation;
import io.apg.mesh.controlplane.observed.Inspector;
import io.apg.mesh.controlplane.observed.Question;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.registry.Problem;
import io.apg.mesh.v1.ExplainRequest;
import io.apg.mesh.v1.ExplainResponse;
import io.apg.mesh.v1.ExplainServiceGrpc;
import io.apg.mesh.v1.ExplainedDestination;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;

/** Where requests go, over gRPC. */
final class Explains extends ExplainServiceGrpc.ExplainServiceImplBase {
  private final Calls calls;
  private final Inspector inspector;

  Explains(Calls calls, Inspector inspector) {
    this.calls = calls;
    this.inspector = inspector;
  }

  @Override
  public void explain(ExplainRequest request, StreamObserver<ExplainResponse> observer) {
    calls.read(observer, () -> explain(request));
  }

  private ExplainResponse explain(ExplainRequest request) {
    Question question = question(request);
    Explanation found;
    try {
      found = inspector.explain(Principal.current().tenant(), question);
    } catch (IllegalArgumentException unknown) {
      throw Refusals.notFound("service", question.from());
    }
    ExplainResponse.Builder response =
        ExplainResponse.newBuilder()
            .setFrom(found.from())
            .setNamespace(found.namespace())
            .setHost(found.host())
            .setMethod(question.method())
            .setPath(question.path())
            .setPort(found.port())
            .setVirtualHost(found.virtualHost())
            .setDomain(found.domain())
            .setRoute(found.route())
            .setMatch(found.match())
            .setRevision(found.revision());
    if (found.object() != null) {
      response.setObject(Findings.toProto(found.object()));
    }
    Explanation.Answer answer = found.answer();
    if (answer != null) {
      response.getResponseBuilder().setStatus(answer.status()).setBody(answer.body());
    }
    int sum = found.destinations().stream().mapToInt(Explanation.Destination::weight).sum();
    found.destinations().forEach(d -> response.addDestinations(destination(d, sum)));
    for (Explanation.Passed passed : found.passedOver()) {
      response
          .addPassedOverBuilder()
          .setRoute(passed.route())
          .setObject(Findings.toProto(passed.object()))
          .setReason(passed.reason());
    }
    return response.build();
  }

  private static Question question(ExplainRequest request) {
    List<Problem> problems = new ArrayList<>();
    Faults faults = new Faults(problems, 0, "");
    if (request.getFrom().isBlank()) {
      faults.missing("from");
    }
    if (request.getTo().isBlank()) {
      faults.missing("to");
    }
    String path = request.hasPath() ? request.getPath() : "/";
    if (!path.startsWith("/")) {
      faults.invalid("path", path, "a path that begins with /");
    }
    if (!problems.isEmpty()) {
      throw Refusals.of(problems, index -> "");
    }
    return new Question(
        request.getFrom(),
        request.getTo(),
        request.hasMethod() ? request.getMethod() : "GET",
        path,
        request.getHeadersMap());
  }

  private static ExplainedDestination destination(Explanation.Destination one, int sum) {
    ExplainedDestination.Builder message =
        ExplainedDestination.newBuilder()
            .setCluster(one.cluster())
            .setWeight(one.weight())
            .setPercent(sum == 0 ? 0 : 100.0 * one.weight() / sum);
    for (Explanation.Address address : one.endpoints()) {
      message
          .addEndpointsBuilder()
          .setAddress(address.address())
          .setHealth(address.health())
          .setWeight(address.weight())
          .setZone(address.zone())
          .setPriority(address.priority());
    }
    return message.build();
  }
}
