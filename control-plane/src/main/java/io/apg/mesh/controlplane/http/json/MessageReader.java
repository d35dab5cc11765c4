package io.apg.mesh.controlplane.http.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import io.apg.mesh.controlplane.api.NearestMatch;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads messages from JSON and goes on after each fault. Not thread-safe. */
final class MessageReader {
  private final Problems problems;
  private final ScalarReader scalars;

  MessageReader(Problems problems) {
    this.problems = problems;
    this.scalars = new ScalarReader(problems);
  }

  /** Reads the fields of {@code json}, which stands at {@code at}, into a message. */
  void read(ObjectNode json, String at, Message.Builder into) {
    Shape shape = Shape.of(into.getDescriptorForType());
    if (shape.union() != null) {
      readUnion(json, at, shape, shape.union(), into);
      return;
    }
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      readField(entry.getKey(), entry.getValue(), at, shape, into);
    }
  }

  private void readField(String name, JsonNode node, String at, Shape shape, Message.Builder into) {
    FieldDescriptor field = shape.fields().get(name);
    if (field == null) {
      unknown(name, at, shape.fields().keySet());
    } else if (!shape.outputOnly().contains(name)) {
      readField(field, node, pointer(at, name), into);
    }
  }

  private void readField(FieldDescriptor field, JsonNode node, String at, Message.Builder into) {
    if (field.isMapField()) {
      readMap(field, node, at, into);
    } else if (field.isRepeated()) {
      readList(field, node, at, into);
    } else {
      Object value = readValue(field, node, at, into);
      if (value != null) {
        into.setField(field, value);
      }
    }
  }

  private void readList(FieldDescriptor field, JsonNode node, String at, Message.Builder into) {
    if (!node.isArray()) {
      wrong(field, node, at, "an array");
      return;
    }
    int index = 0;
    for (JsonNode element : node) {
      Object value = readValue(field, element, at + "/" + index++, into);
      if (value == null) {
        value = placeholder(field);
      }
      if (value != null) {
        into.addRepeatedField(field, value);
      }
    }
  }

  /** Keeps the place of an element that is INVALID, so that those behind it keep theirs. */
  private static @Nullable Object placeholder(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT -> 0;
      case LONG -> 0L;
      case ENUM -> field.getEnumType().findValueByNumber(0);
      default -> null;
    };
  }

  private void readMap(FieldDescriptor field, JsonNode node, String at, Message.Builder into) {
    if (!node.isObject()) {
      wrong(field, node, at, "an object");
      return;
    }
    FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
    FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String entryAt = pointer(at, entry.getKey());
      Message.Builder made = into.newBuilderForField(field);
      Object readKey = scalars.read(key, key(key, entry.getKey()), entryAt);
      Object readValue = readValue(value, entry.getValue(), entryAt, made);
      if (readKey != null && readValue != null) {
        into.addRepeatedField(
            field, made.setField(key, readKey).setField(value, readValue).build());
      }
    }
  }

  /** Keys are text in JSON, whatever they are in the message. */
  private static JsonNode key(FieldDescriptor type, String text) {
    if (type.getJavaType() == FieldDescriptor.JavaType.STRING) {
      return JsonNodeFactory.instance.textNode(text);
    }
    return TextValues.node(type, text);
  }

  private @Nullable Object readValue(
      FieldDescriptor field, JsonNode node, String at, Message.Builder parent) {
    if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      return scalars.read(field, node, at);
    }
    Descriptor type = field.getMessageType();
    return switch (type.getFullName()) {
      case "google.protobuf.Timestamp" -> timestamp(field, node, at);
      case "google.protobuf.Value" -> JsonValues.toValue(node);
      case "google.protobuf.Struct" -> struct(field, node, at);
      case "google.protobuf.ListValue" -> list(field, node, at);
      default -> message(field, node, at, parent.newBuilderForField(field));
    };
  }

  private @Nullable Message message(
      FieldDescriptor field, JsonNode node, String at, Message.Builder into) {
    FieldDescriptor list = Shape.of(field.getMessageType()).list();
    if (list != null) {
      if (!node.isArray()) {
        wrong(field, node, at, "an array");
        return null;
      }
      readList(list, node, at, into);
    } else if (node instanceof ObjectNode object) {
      read(object, at, into);
    } else {
      wrong(field, node, at, "an object");
      return null;
    }
    return into.build();
  }

  private void readUnion(
      ObjectNode json, String at, Shape shape, Shape.Union union, Message.Builder into) {
    Collection<String> kinds = union.members().keySet();
    String keyAt = pointer(at, union.key());
    JsonNode kind = json.get(union.key());
    String expected = " (expected: one of " + String.join(", ", kinds) + ")";
    if (kind == null) {
      problems.invalid(keyAt, union.key() + " is missing" + expected, JsonValues.NULL, "");
      return;
    }
    String said = union.key() + ": " + JsonValues.quoted(kind) + expected;
    if (!kind.isTextual()) {
      problems.malformed(keyAt, said, JsonValues.shown(kind));
      return;
    }
    FieldDescriptor member = union.members().get(kind.textValue());
    if (member == null) {
      String hint = NearestMatch.hint(kind.textValue(), kinds);
      problems.invalid(keyAt, said, JsonValues.shown(kind), hint);
      return;
    }
    Message.Builder inner = into.newBuilderForField(member);
    Shape innerShape = Shape.of(member.getMessageType());
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      String name = entry.getKey();
      if (shape.fields().containsKey(name)) {
        readField(name, entry.getValue(), at, shape, into);
      } else if (!name.equals(union.key())) {
        readField(name, entry.getValue(), at, innerShape, inner);
      }
    }
    into.setField(member, inner.build());
  }

  private @Nullable Timestamp timestamp(FieldDescriptor field, JsonNode node, String at) {
    if (!node.isTextual()) {
      wrong(field, node, at, "a time such as 2026-01-31T12:00:00Z");
      return null;
    }
    try {
      Instant instant = OffsetDateTime.parse(node.textValue()).toInstant();
      return Timestamp.newBuilder()
          .setSeconds(instant.getEpochSecond())
          .setNanos(instant.getNano())
          .build();
    } catch (DateTimeException e) {
      problems.invalid(
          at,
          ScalarReader.message(field, node, "a time such as 2026-01-31T12:00:00Z"),
          JsonValues.shown(node),
          "");
      return null;
    }
  }

  private @Nullable Struct struct(FieldDescriptor field, JsonNode node, String at) {
    if (!node.isObject()) {
      wrong(field, node, at, "an object");
      return null;
    }
    return JsonValues.toStruct(node);
  }

  private @Nullable ListValue list(FieldDescriptor field, JsonNode node, String at) {
    if (!node.isArray()) {
      wrong(field, node, at, "an array");
      return null;
    }
    return JsonValues.toList(node);
  }

  void unknown(String name, String at, Collection<String> known) {
    List<String> candidates = new ArrayList<>(known);
    problems.malformed(
        pointer(at, name), "unknown field " + name, NearestMatch.hint(name, candidates));
  }

  private void wrong(FieldDescriptor field, JsonNode node, String at, String expected) {
    problems.malformed(at, ScalarReader.message(field, node, expected), JsonValues.shown(node));
  }

  static String pointer(String at, String name) {
    return at + "/" + name.replace("~", "~0").replace("/", "~1");
  }
}
