package io.apg.mesh.controlplane.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.apg.mesh.controlplane.http.rules.Parameters;
import io.apg.mesh.controlplane.http.rules.RestMethod;

/** What an operation takes from path, query and headers. */
final class OperationParameters {
  private static final String EXPECTED_REVISION = "expected_revision";

  private final Comments comments;
  private final Schemas schemas;

  OperationParameters(Comments comments, Schemas schemas) {
    this.comments = comments;
    this.schemas = schemas;
  }

  ArrayNode of(RestMethod method) {
    ArrayNode parameters = JsonNodeFactory.instance.arrayNode();
    Descriptor request = method.schema().getInputType();
    for (String name : method.path().variables()) {
      parameters.add(parameter(request.findFieldByName(name), "path").put("required", true));
    }
    for (FieldDescriptor field : method.queryFields()) {
      parameters.add(parameter(field, "query"));
    }
    if (method.canDryRun()
        && method.queryFields().stream().noneMatch(f -> f.getName().equals(Parameters.DRY_RUN))) {
      add(parameters, Parameters.DRY_RUN, "query", "Say what it would come to, and change nothing.")
          .put("type", "boolean")
          .put("default", false);
    }
    if (method.isRead()) {
      addWaiting(parameters, request);
    } else if (hasExpectedRevision(method)) {
      add(parameters, "If-Match", "header", "The revision that the object must still have.")
          .put("type", "string");
    }
    return parameters;
  }

  private ObjectNode parameter(FieldDescriptor field, String in) {
    ObjectNode schema = schemas.of(field);
    schema.remove("description");
    ObjectNode parameter =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", field.getName())
            .put("in", in)
            .put("description", comments.of(field.getFullName()));
    parameter.set("schema", schema);
    return parameter;
  }

  private static void addWaiting(ArrayNode parameters, Descriptor request) {
    add(
            parameters,
            Parameters.MIN_REVISION,
            "query",
            "Answer when the state has this revision, or when wait_seconds are over.")
        .put("type", "integer")
        .put("format", "int64");
    if (request.findFieldByName(Parameters.WAIT_SECONDS) == null) {
      add(parameters, Parameters.WAIT_SECONDS, "query", "How long to wait at most.")
          .put("type", "integer")
          .put("minimum", 0)
          .put("maximum", Parameters.MAX_WAIT_SECONDS)
          .put("default", Parameters.DEFAULT_WAIT_SECONDS);
    }
  }

  private static ObjectNode add(ArrayNode parameters, String name, String in, String description) {
    return parameters
        .addObject()
        .put("name", name)
        .put("in", in)
        .put("description", description)
        .putObject("schema");
  }

  private static boolean hasExpectedRevision(RestMethod method) {
    return method.schema().getInputType().findFieldByName(EXPECTED_REVISION) != null
        || method.bodyType().findFieldByName(EXPECTED_REVISION) != null;
  }
}
