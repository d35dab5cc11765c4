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
import java.util.Map;
import java.util.TreeMap;

/** Where requests go, over gRPC. What is larger than an Envoy takes is not looked at. */
final class Explains extends ExplainServiceGrpc.ExplainServiceImplBase {
  private static final int LONGEST_METHOD = 64;
  private static final int LONGEST_PATH = 8_192;
  private static final int MOST_HEADERS = 100;
  private static final int LONGEST_NAME = 256;
  private static final int LONGEST_VALUE = 8_192;
  private static final int SHOWN = 50;

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
      faults.invalid("path", shown(path), "a path that begins with /");
    }
    String method = request.hasMethod() ? request.getMethod() : "GET";
    bounded(faults, "method", method, LONGEST_METHOD);
    bounded(faults, "path", path, LONGEST_PATH);
    bounded(faults, request.getHeadersMap());
    if (!problems.isEmpty()) {
      throw Refusals.of(problems, index -> "");
    }
    return new Question(request.getFrom(), request.getTo(), method, path, request.getHeadersMap());
  }

  private static void bounded(Faults faults, Map<String, String> headers) {
    if (headers.size() > MOST_HEADERS) {
      faults.invalid("headers", headers.size() + " headers", "at most " + MOST_HEADERS);
      return;
    }
    // Sorted, so that equal requests get equal answers.
    new TreeMap<>(headers)
        .forEach(
            (name, value) -> {
              bounded(faults, "headers", name, LONGEST_NAME);
              bounded(faults, "headers", value, LONGEST_VALUE);
            });
  }

  private static void bounded(Faults faults, String field, String text, int most) {
    if (text.length() > most) {
      String what = shown(text) + " of " + text.length() + " characters";
      faults.invalid(field, what, "at most " + most);
    }
  }

  /** Not all of a text that may be long. */
  private static String shown(String text) {
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
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
