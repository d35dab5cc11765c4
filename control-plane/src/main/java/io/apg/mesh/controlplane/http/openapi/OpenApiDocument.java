package io.apg.mesh.controlplane.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.apg.mesh.controlplane.http.rules.RestMethod;
import io.apg.mesh.controlplane.http.rules.RestMethods;
import io.apg.mesh.v1.Access;
import io.apg.mesh.v1.ErrorBody;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The OpenAPI 3.0 document of a set of methods. */
public final class OpenApiDocument {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String JSON = "application/json";

  private final Comments comments;
  private final RestMethods methods;
  private final Schemas schemas;

  private OpenApiDocument(RestMethods methods) {
    this.comments = Comments.load();
    this.methods = methods;
    this.schemas = new Schemas(comments, inRequests(methods));
  }

  /** Describes {@code methods}; {@code version} is the product's. */
  public static ObjectNode of(RestMethods methods, String version) {
    return new OpenApiDocument(methods).document(version);
  }

  private ObjectNode document(String version) {
    ObjectNode document = NODES.objectNode().put("openapi", "3.0.3");
    document
        .putObject("info")
        .put("title", "APG API Service Mesh")
        .put("description", "Registers services, routes traffic, and shows what proxies do.")
        .put("version", version)
        .putObject("license")
        .put("name", "MIT");
    document.putArray("servers").addObject().put("url", "/");
    document.set("tags", tags());
    ObjectNode paths = document.putObject("paths");
    for (RestMethod method : methods.all()) {
      String path = method.path().toString();
      ObjectNode item = paths.has(path) ? (ObjectNode) paths.get(path) : paths.putObject(path);
      item.set(method.verb().toLowerCase(Locale.ROOT), operation(method));
    }
    ObjectNode components = document.putObject("components");
    components
        .putObject("securitySchemes")
        .putObject("bearer")
        .put("type", "http")
        .put("scheme", "bearer")
        .put("bearerFormat", "JWT");
    components.putObject("responses").set("Error", errorResponse());
    components.set("headers", headers());
    components.set("schemas", schemas.components());
    return document;
  }

  private ArrayNode tags() {
    Set<ServiceDescriptor> services = new LinkedHashSet<>();
    methods.all().forEach(method -> services.add(method.schema().getService()));
    ArrayNode tags = NODES.arrayNode();
    for (ServiceDescriptor service : services) {
      tags.addObject()
          .put("name", service.getName())
          .put("description", comments.of(service.getFullName()));
    }
    return tags;
  }

  private ObjectNode operation(RestMethod method) {
    String name = method.schema().getName();
    String comment = comments.of(method.schema().getFullName());
    ObjectNode operation = NODES.objectNode();
    operation.putArray("tags").add(method.schema().getService().getName());
    operation.put("operationId", name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1));
    operation.put("summary", Comments.firstSentence(comment));
    operation.put("description", comment + " " + role(method.access()));
    operation.set("parameters", new OperationParameters(comments, schemas).of(method));
    if (method.hasBody()) {
      ObjectNode body = operation.putObject("requestBody").put("required", true);
      if (method.isPatch()) {
        ObjectNode schema = schemas.ofPatch(method.bodyType());
        content(body, RestMethod.MERGE_PATCH, schema);
        content(body, JSON, schema);
      } else {
        content(body, JSON, schemas.ofBody(method.bodyType(), bodyWithout(method)));
      }
    }
    operation.set("responses", responses(method));
    ArrayNode security = operation.putArray("security");
    if (method.access() != Access.ACCESS_OPEN) {
      security.addObject().putArray("bearer");
    }
    return operation;
  }

  /** A body that is the request itself does not have what the path has. */
  private static List<String> bodyWithout(RestMethod method) {
    return method.bodyField() == null ? method.path().variables() : List.of();
  }

  private static String role(Access access) {
    String word = access.name().substring("ACCESS_".length()).toLowerCase(Locale.ROOT);
    return access == Access.ACCESS_OPEN ? "Needs no token." : "Needs the role " + word + ".";
  }

  private ObjectNode responses(RestMethod method) {
    ObjectNode responses = NODES.objectNode();
    ObjectNode data = NODES.objectNode().put("type", "object");
    data.putArray("required").add("data");
    data.putObject("properties").set("data", schemas.of(method.schema().getOutputType()));
    responses.set("200", response("Done.", data, List.of()));
    if (method.creates() != null) {
      responses.set("201", response("Created.", data.deepCopy(), List.of("Location")));
    }
    responses.putObject("default").put("$ref", "#/components/responses/Error");
    return responses;
  }

  private static ObjectNode response(String description, ObjectNode schema, List<String> more) {
    ObjectNode response = NODES.objectNode().put("description", description);
    ObjectNode headers = response.putObject("headers");
    more.forEach(name -> header(headers, name));
    header(headers, "X-Mesh-Revision");
    header(headers, "X-Request-Id");
    content(response, JSON, schema);
    return response;
  }

  private static void header(ObjectNode headers, String name) {
    headers.putObject(name).put("$ref", "#/components/headers/" + name);
  }

  private static ObjectNode headers() {
    ObjectNode headers = NODES.objectNode();
    describe(headers, "Location", "string", "The path of what was created.");
    describe(headers, "X-Mesh-Revision", "integer", "The newest revision, or the one made.");
    describe(headers, "X-Request-Id", "string", "The request's id, as in the log.");
    return headers;
  }

  private static void describe(ObjectNode headers, String name, String type, String description) {
    headers.putObject(name).put("description", description).putObject("schema").put("type", type);
  }

  private ObjectNode errorResponse() {
    ObjectNode schema = NODES.objectNode().put("type", "object");
    schema.putArray("required").add("error");
    schema.putObject("properties").set("error", schemas.of(ErrorBody.getDescriptor()));
    return response("Refused, or failed.", schema, List.of());
  }

  private static void content(ObjectNode into, String type, ObjectNode schema) {
    into.withObject("/content").putObject(type).set("schema", schema);
  }

  private static Set<Descriptor> inRequests(RestMethods methods) {
    Set<Descriptor> found = new HashSet<>();
    for (RestMethod method : methods.all()) {
      collect(method.schema().getInputType(), found);
    }
    return Set.copyOf(found);
  }

  private static void collect(Descriptor type, Set<Descriptor> found) {
    if (found.add(type)) {
      for (FieldDescriptor field : type.getFields()) {
        if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
          collect(field.getMessageType(), found);
        }
      }
    }
  }
}
