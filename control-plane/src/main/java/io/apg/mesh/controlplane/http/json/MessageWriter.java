package io.apg.mesh.controlplane.http.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes messages as JSON: every field that has no presence, and the others where they are set. */
final class MessageWriter {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private MessageWriter() {}

  static JsonNode write(Message message) {
    if (message instanceof Timestamp time) {
      Instant instant = Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
      return NODES.textNode(instant.toString());
    }
    if (message instanceof Value value) {
      return JsonValues.toJson(value);
    }
    if (message instanceof Struct struct) {
      return JsonValues.toJson(struct);
    }
    if (message instanceof ListValue list) {
      return JsonValues.toJson(list);
    }
    Shape shape = Shape.of(message.getDescriptorForType());
    return shape.list() != null ? array(shape.list(), message) : object(shape, message);
  }

  private static ObjectNode object(Shape shape, Message message) {
    ObjectNode object = NODES.objectNode();
    if (shape.union() != null) {
      for (FieldDescriptor member : shape.union().members().values()) {
        if (message.hasField(member)) {
          object.put(shape.union().key(), member.getName());
          object.setAll((ObjectNode) write((Message) message.getField(member)));
        }
      }
    }
    for (FieldDescriptor field : shape.fields().values()) {
      if (field.isMapField()) {
        object.set(field.getName(), map(field, message));
      } else if (field.isRepeated()) {
        object.set(field.getName(), array(field, message));
      } else if (!field.hasPresence() || message.hasField(field)) {
        object.set(field.getName(), value(field, message.getField(field)));
      }
    }
    return object;
  }

  private static ArrayNode array(FieldDescriptor field, Message message) {
    ArrayNode array = NODES.arrayNode();
    for (Object element : (List<?>) message.getField(field)) {
      array.add(value(field, element));
    }
    return array;
  }

  /** Sorted by key, so that equal messages are equal text. */
  private static ObjectNode map(FieldDescriptor field, Message message) {
    FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
    FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
    Map<String, JsonNode> sorted = new TreeMap<>();
    for (Object entry : (List<?>) message.getField(field)) {
      Message pair = (Message) entry;
      sorted.put(value(key, pair.getField(key)).asText(), value(value, pair.getField(value)));
    }
    return NODES.objectNode().setAll(sorted);
  }

  private static JsonNode value(FieldDescriptor field, Object value) {
    return switch (field.getType()) {
      case STRING -> NODES.textNode((String) value);
      case BOOL -> NODES.booleanNode((Boolean) value);
      case INT32, SINT32, SFIXED32 -> NODES.numberNode((Integer) value);
      case UINT32, FIXED32 -> NODES.numberNode(Integer.toUnsignedLong((Integer) value));
      case INT64, SINT64, SFIXED64 -> NODES.numberNode((Long) value);
      case UINT64, FIXED64 -> NODES.numberNode(new BigInteger(Long.toUnsignedString((Long) value)));
      case DOUBLE -> JsonValues.number((Double) value);
      case FLOAT -> JsonValues.number((Float) value);
      case ENUM -> NODES.textNode(Shape.word((EnumValueDescriptor) value));
      case BYTES ->
          NODES.textNode(Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
      case MESSAGE, GROUP -> write((Message) value);
    };
  }
}
