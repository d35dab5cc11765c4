package io.apg.mesh.controlplane.http.openapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.FieldBehavior;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.apg.mesh.controlplane.http.json.Shape;
import io.apg.mesh.v1.JsonWrapper;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The schemas of messages and enums, by the codec's own {@link Shape}s. What is referred to is
 * described, once. Not thread-safe.
 */
final class Schemas {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Comments comments;
  private final Set<Descriptor> inRequests;
  private final Map<String, ObjectNode> components = new TreeMap<>();

  /**
   * {@code inRequests} = the messages that clients send: only in the others is every field without
   * presence certain.
   */
  Schemas(Comments comments, Set<Descriptor> inRequests) {
    this.comments = comments;
    this.inRequests = inRequests;
  }

  /** All that were referred to. */
  ObjectNode components() {
    return NODES.objectNode().setAll(components);
  }

  /** A reference to a message's schema. */
  ObjectNode of(Descriptor type) {
    return of(type, Set.of());
  }

  /** A reference to the schema of a message, some of whose fields stand elsewhere. */
  ObjectNode of(Descriptor type, Collection<String> without) {
    FieldDescriptor list = Shape.of(type).list();
    if (list != null) {
      return array(single(list));
    }
    String name = type.getName();
    if (!components.containsKey(name)) {
      ObjectNode schema = NODES.objectNode();
      components.put(name, schema);
      describe(schema, type, without);
    }
    return reference(name);
  }

  /** A reference to the schema of a request body: a message in all the forms it may have. */
  ObjectNode ofBody(Descriptor type, Collection<String> without) {
    JsonWrapper wrapper = Shape.of(type).wrapper();
    if (wrapper == null) {
      return of(type, without);
    }
    String name = type.getName() + "Body";
    if (!components.containsKey(name)) {
      ObjectNode wrapped = object("Inside the key " + wrapper.getKey() + ".");
      ObjectNode properties = wrapped.putObject("properties");
      properties.set(wrapper.getKey(), of(type));
      for (String beside : wrapper.getBesideList()) {
        properties.set(beside, of(type.findFieldByName(beside)));
      }
      wrapped.putArray("required").add(wrapper.getKey());
      ObjectNode schema = NODES.objectNode();
      schema.put("description", "Flat, as reads return it, or inside a key.");
      // The wrapped form cannot be told apart from the flat one by its keys being right: none is
      // needed in the flat one when an object is replaced.
      schema.putArray("anyOf").add(wrapped).add(of(type));
      components.put(name, schema);
    }
    return reference(name);
  }

  /** A reference to the schema of a merge patch: any of what a message has, or null. */
  ObjectNode ofPatch(Descriptor type) {
    String name = type.getName() + "Patch";
    if (!components.containsKey(name)) {
      ObjectNode schema = object("A JSON merge patch (RFC 7396) of a " + type.getName() + ".");
      components.put(name, schema);
      ObjectNode properties = schema.putObject("properties");
      for (FieldDescriptor field : Shape.of(type).fields().values()) {
        if (!Shape.is(field, FieldBehavior.OUTPUT_ONLY)) {
          ObjectNode property = of(field).put("nullable", true);
          if (field.isMapField()) {
            property.withObject("/additionalProperties").put("nullable", true);
          }
          properties.set(field.getName(), property);
        }
      }
    }
    return reference(name);
  }

  /** The schema of a field with its description. */
  ObjectNode of(FieldDescriptor field) {
    String description = comments.of(field.getFullName());
    ObjectNode schema = value(field);
    boolean outputOnly = Shape.is(field, FieldBehavior.OUTPUT_ONLY);
    boolean inputOnly = Shape.is(field, FieldBehavior.INPUT_ONLY);
    if (schema.has("$ref") && (outputOnly || inputOnly || !description.isEmpty())) {
      ObjectNode reference = schema;
      schema = NODES.objectNode();
      schema.putArray("allOf").add(reference);
    }
    if (!description.isEmpty()) {
      schema.put("description", description);
    }
    if (outputOnly) {
      schema.put("readOnly", true);
    }
    if (inputOnly) {
      schema.put("writeOnly", true);
    }
    return schema;
  }

  private void describe(ObjectNode schema, Descriptor type, Collection<String> without) {
    Shape shape = Shape.of(type);
    if (shape.union() != null) {
      union(schema, type, shape, shape.union());
      return;
    }
    schema.put("type", "object");
    schema.put("description", comments.of(type.getFullName()));
    ObjectNode properties = schema.putObject("properties");
    ArrayNode required = NODES.arrayNode();
    for (FieldDescriptor field : shape.fields().values()) {
      if (without.contains(field.getName())) {
        continue;
      }
      properties.set(field.getName(), of(field));
      boolean certain =
          !field.hasPresence()
              && (!inRequests.contains(type) || Shape.is(field, FieldBehavior.OUTPUT_ONLY));
      if (certain || Shape.is(field, FieldBehavior.REQUIRED)) {
        required.add(field.getName());
      }
    }
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
  }

  /** One alternative for each kind, and one for what is only named in order to be removed. */
  private void union(ObjectNode schema, Descriptor type, Shape shape, Shape.Union union) {
    schema.put("description", comments.of(type.getFullName()));
    ArrayNode alternatives = schema.putArray("anyOf");
    for (FieldDescriptor member : union.members().values()) {
      ObjectNode kind = object(comments.of(member.getFullName()));
      ObjectNode properties = kind.putObject("properties");
      word(properties, union.key()).putArray("enum").add(member.getName());
      shape.fields().values().forEach(f -> properties.set(f.getName(), of(f)));
      kind.putArray("required").add(union.key());
      ObjectNode alternative = NODES.objectNode();
      alternative.putArray("allOf").add(kind).add(of(member.getMessageType()));
      alternatives.add(alternative);
    }
    ObjectNode named = object("An object to remove.");
    ObjectNode properties = named.putObject("properties");
    ArrayNode kinds = word(properties, union.key()).putArray("enum");
    union.members().keySet().forEach(kinds::add);
    shape.fields().values().forEach(f -> properties.set(f.getName(), of(f)));
    ArrayNode required = named.putArray("required").add(union.key());
    shape.fields().keySet().forEach(required::add);
    alternatives.add(named);
  }

  private ObjectNode value(FieldDescriptor field) {
    if (field.isMapField()) {
      ObjectNode map = NODES.objectNode().put("type", "object");
      map.set("additionalProperties", single(field.getMessageType().findFieldByNumber(2)));
      return map;
    }
    return field.isRepeated() ? array(single(field)) : single(field);
  }

  private ObjectNode single(FieldDescriptor field) {
    ObjectNode schema = NODES.objectNode();
    return switch (field.getJavaType()) {
      case STRING -> schema.put("type", "string");
      case BOOLEAN -> schema.put("type", "boolean");
      case INT -> schema.put("type", "integer").put("format", "int32");
      case LONG -> schema.put("type", "integer").put("format", "int64");
      case FLOAT -> schema.put("type", "number").put("format", "float");
      case DOUBLE -> schema.put("type", "number").put("format", "double");
      case BYTE_STRING -> schema.put("type", "string").put("format", "byte");
      case ENUM -> of(field.getEnumType());
      case MESSAGE -> message(field.getMessageType());
    };
  }

  private ObjectNode message(Descriptor type) {
    ObjectNode schema = NODES.objectNode();
    return switch (type.getFullName()) {
      case "google.protobuf.Timestamp" -> schema.put("type", "string").put("format", "date-time");
      case "google.protobuf.Struct" ->
          schema.put("type", "object").put("additionalProperties", true);
      case "google.protobuf.ListValue" -> array(NODES.objectNode());
      case "google.protobuf.Value" -> schema;
      default -> of(type);
    };
  }

  private ObjectNode of(EnumDescriptor type) {
    String name = type.getName();
    if (!components.containsKey(name)) {
      ObjectNode schema = NODES.objectNode().put("type", "string");
      String words =
          type.getValues().stream()
              .filter(v -> v.getNumber() != 0)
              .map(this::explained)
              .collect(Collectors.joining("\n"));
      schema.put("description", comments.of(type.getFullName()) + "\n\n" + words);
      ArrayNode values = schema.putArray("enum");
      Shape.words(type).forEach(values::add);
      components.put(name, schema);
    }
    return reference(name);
  }

  private String explained(EnumValueDescriptor value) {
    String name = value.getType().getFullName() + "." + value.getName();
    return "- `" + Shape.word(value) + "`: " + comments.of(name);
  }

  private static ObjectNode word(ObjectNode properties, String name) {
    return properties.putObject(name).put("type", "string");
  }

  private static ObjectNode object(String description) {
    return NODES.objectNode().put("type", "object").put("description", description);
  }

  private static ObjectNode array(ObjectNode items) {
    ObjectNode schema = NODES.objectNode().put("type", "array");
    schema.set("items", items);
    return schema;
  }

  static ObjectNode reference(String name) {
    return NODES.objectNode().put("$ref", "#/components/schemas/" + name);
  }
}
