package io.apg.mesh.controlplane.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.NearestMatch;
import io.apg.mesh.controlplane.http.json.JsonCodec;
import io.apg.mesh.controlplane.http.json.JsonValues;
import io.apg.mesh.controlplane.http.json.Problems;
import io.apg.mesh.controlplane.http.json.StrictJson;
import io.apg.mesh.controlplane.http.rules.Parameters;
import io.apg.mesh.controlplane.http.rules.RestMethod;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Makes a gRPC request of path, query, headers and body. Stateless. */
final class RequestBinder {
  private static final String IF_MATCH = "If-Match";
  private static final String EXPECTED_REVISION = "expected_revision";

  private RequestBinder() {}

  /**
   * A request, ready to be called.
   *
   * @param names how to name, as the client sent it, what a JSON pointer into the flat body names:
   *     another pointer, a parameter or a header
   * @param problems what is INVALID; empty where the message is all that the client sent
   * @param dryRun whether it is to change nothing, and say what it would come to
   * @param minRevision what the state must have first; 0 = nothing
   * @param waitSeconds for how long to wait for that
   */
  record Bound(
      Message message,
      UnaryOperator<String> names,
      Problems problems,
      boolean dryRun,
      long minRevision,
      int waitSeconds) {}

  /**
   * Binds, and tells everything that is wrong. What is INVALID in a write is left to be told
   * together with what the service finds in the rest.
   *
   * @throws io.apg.mesh.controlplane.api.ApiException MALFORMED, or INVALID for reads
   */
  static Bound bind(
      RestMethod method, Map<String, String> variables, RestRequest request, ByteString body) {
    Problems problems = new Problems();
    Message.Builder message = method.newRequest();
    Descriptor type = message.getDescriptorForType();
    UnaryOperator<String> names =
        method.hasBody()
            ? bindBody(method, variables.keySet(), body, message, problems)
            : noBody(method, body, problems);
    variables.forEach(
        (name, value) ->
            JsonCodec.readText(type.findFieldByName(name), List.of(value), message, problems));
    Parameters parameters = Parameters.parse(request.query());
    bindQuery(method, parameters, message, problems);
    boolean isField =
        method.queryFields().stream().anyMatch(f -> f.getName().equals(Parameters.DRY_RUN));
    boolean dryRun =
        method.canDryRun()
            && parameters.flag(Parameters.DRY_RUN, isField ? new Problems() : problems);
    String ifMatch = request.header("if-match");
    if (ifMatch != null && !method.isRead()) {
      bindIfMatch(method, ifMatch, message, problems);
      UnaryOperator<String> others = names;
      names = pointer -> pointer.equals("/" + EXPECTED_REVISION) ? IF_MATCH : others.apply(pointer);
    }
    long minRevision = 0;
    long wait = 0;
    if (method.isRead()) {
      minRevision = parameters.number(Parameters.MIN_REVISION, 0, Long.MAX_VALUE, problems);
      wait =
          parameters.number(
              Parameters.WAIT_SECONDS,
              Parameters.DEFAULT_WAIT_SECONDS,
              Parameters.MAX_WAIT_SECONDS,
              type.findFieldByName(Parameters.WAIT_SECONDS) == null ? problems : new Problems());
    }
    ApiError error = problems.error();
    if (error != null && (method.isRead() || !problems.isWellFormed())) {
      throw error.toException();
    }
    return new Bound(message.build(), names, problems, dryRun, minRevision, (int) wait);
  }

  private static UnaryOperator<String> bindBody(
      RestMethod method,
      Set<String> bound,
      ByteString body,
      Message.Builder message,
      Problems problems) {
    var json = StrictJson.parse(body);
    FieldDescriptor field = method.bodyField();
    if (field == null) {
      return JsonCodec.readBody(json, bound, message, problems);
    }
    Message.Builder inner = message.newBuilderForField(field);
    UnaryOperator<String> names = JsonCodec.readBody(json, Set.of(), inner, problems);
    message.setField(field, inner.build());
    return names;
  }

  private static UnaryOperator<String> noBody(
      RestMethod method, ByteString body, Problems problems) {
    if (!body.isEmpty()) {
      problems.malformed("", method.verb() + " takes no body here", "");
    }
    return pointer -> pointer.substring(1);
  }

  private static void bindQuery(
      RestMethod method, Parameters parameters, Message.Builder message, Problems problems) {
    Set<String> known = method.queryNames();
    for (String name : parameters.values().keySet()) {
      if (!known.contains(name)) {
        problems.malformed(name, "unknown parameter " + name, NearestMatch.hint(name, known));
      }
    }
    for (FieldDescriptor field : method.queryFields()) {
      JsonCodec.readText(field, parameters.get(field.getName()), message, problems);
    }
  }

  /** The header says what the field {@code expected_revision} of request or body says. */
  private static void bindIfMatch(
      RestMethod method, String header, Message.Builder message, Problems problems) {
    String text = header.strip().replaceAll("^(?:W/)?\"(.*)\"$", "$1");
    if (!text.matches("[0-9]{1,18}")) {
      problems.malformed(
          IF_MATCH, IF_MATCH + ": " + header + " (expected: the revision of an object)", "");
      return;
    }
    long revision = Long.parseLong(text);
    FieldDescriptor own = method.schema().getInputType().findFieldByName(EXPECTED_REVISION);
    FieldDescriptor body = method.bodyField();
    FieldDescriptor inner =
        body == null ? null : body.getMessageType().findFieldByName(EXPECTED_REVISION);
    if (own != null) {
      expect(own, revision, message, problems);
    } else if (body != null && inner != null) {
      Message.Builder edited = ((Message) message.getField(body)).toBuilder();
      expect(inner, revision, edited, problems);
      message.setField(body, edited.build());
    } else {
      problems.malformed(IF_MATCH, IF_MATCH + " has no meaning for this request", "");
    }
  }

  private static void expect(
      FieldDescriptor field, long revision, Message.Builder into, Problems problems) {
    if (into.hasField(field) && !into.getField(field).equals(revision)) {
      problems.invalid(
          IF_MATCH,
          IF_MATCH + ": " + revision + " (expected: the same as " + EXPECTED_REVISION + ")",
          JsonValues.text(Long.toString(revision)),
          "");
    }
    into.setField(field, revision);
  }
}
