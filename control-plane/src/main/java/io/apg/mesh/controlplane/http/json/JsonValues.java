package io.apg.mesh.controlplane.http.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.math.BigDecimal;
import java.util.Map;

/** JSON of any form as {@code google.protobuf.Value}, and back. */
public final class JsonValues {
  /** No value. */
  public static final Value NULL = Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build();

  /** Whole numbers up to here are exact as a double. */
  private static final double MAX_EXACT = 9_007_199_254_740_992d;

  private static final int MAX_SHOWN = 100;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonValues() {}

  /** A value that was refused, as an error shows it: cut where it is long, NULL for containers. */
  public static Value shown(JsonNode node) {
    if (node.isContainerNode()) {
      return NULL;
    }
    if (node.isNumber() && !(Math.abs(node.doubleValue()) <= MAX_EXACT)) {
      return text(cut(plain(node)));
    }
    return node.isTextual() ? text(cut(node.textValue())) : toValue(node);
  }

  /** Text as a value. */
  public static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  /** Text of a refused value inside a message. */
  static String quoted(JsonNode node) {
    if (node.isObject()) {
      return "an object";
    }
    if (node.isArray()) {
      return "an array";
    }
    return node.isTextual() ? '"' + cut(node.textValue()) + '"' : cut(plain(node));
  }

  /** Numbers without an exponent, where that is not longer than what is shown. */
  private static String plain(JsonNode node) {
    if (node.isBigDecimal()) {
      BigDecimal number = node.decimalValue();
      if (Math.abs((long) number.scale()) + number.precision() <= MAX_SHOWN) {
        return number.toPlainString();
      }
    }
    return node.asText();
  }

  static Value toValue(JsonNode node) {
    Value.Builder value = Value.newBuilder();
    switch (node.getNodeType()) {
      case STRING -> value.setStringValue(node.textValue());
      case BOOLEAN -> value.setBoolValue(node.booleanValue());
      case NUMBER -> value.setNumberValue(node.doubleValue());
      case ARRAY -> value.setListValue(toList(node));
      case OBJECT -> value.setStructValue(toStruct(node));
      default -> value.setNullValue(NullValue.NULL_VALUE);
    }
    return value.build();
  }

  static ListValue toList(JsonNode array) {
    ListValue.Builder list = ListValue.newBuilder();
    array.forEach(element -> list.addValues(toValue(element)));
    return list.build();
  }

  static Struct toStruct(JsonNode object) {
    Struct.Builder struct = Struct.newBuilder();
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      struct.putFields(field.getKey(), toValue(field.getValue()));
    }
    return struct.build();
  }

  /** A value as JSON; whole numbers without a fraction, non-finite ones as null. */
  public static JsonNode toJson(Value value) {
    return switch (value.getKindCase()) {
      case STRING_VALUE -> NODES.textNode(value.getStringValue());
      case BOOL_VALUE -> NODES.booleanNode(value.getBoolValue());
      case NUMBER_VALUE -> number(value.getNumberValue());
      case LIST_VALUE -> toJson(value.getListValue());
      case STRUCT_VALUE -> toJson(value.getStructValue());
      default -> NODES.nullNode();
    };
  }

  static ArrayNode toJson(ListValue list) {
    ArrayNode array = NODES.arrayNode();
    list.getValuesList().forEach(element -> array.add(toJson(element)));
    return array;
  }

  static ObjectNode toJson(Struct struct) {
    ObjectNode object = NODES.objectNode();
    struct.getFieldsMap().forEach((key, value) -> object.set(key, toJson(value)));
    return object;
  }

  static JsonNode number(double number) {
    if (!Double.isFinite(number)) {
      return NODES.nullNode();
    }
    return number == Math.rint(number) && Math.abs(number) <= MAX_EXACT
        ? NODES.numberNode((long) number)
        : NODES.numberNode(number);
  }

  private static String cut(String text) {
    return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN - 3) + "...";
  }
}
