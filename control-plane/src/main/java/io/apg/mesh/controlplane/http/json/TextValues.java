package io.apg.mesh.controlplane.http.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.math.BigInteger;
import java.util.regex.Pattern;

/**
 * Text from outside a document (path, query, map keys) as the JSON that the same value would be.
 */
final class TextValues {
  private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,40})");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private TextValues() {}

  /** Text that does not fit the field stays text, and is refused by whoever reads it. */
  static JsonNode node(FieldDescriptor field, String text) {
    return switch (field.getJavaType()) {
      case INT, LONG ->
          INTEGER.matcher(text).matches()
              ? NODES.numberNode(new BigInteger(text))
              : NODES.textNode(text);
      case BOOLEAN ->
          text.equals("true") || text.equals("false")
              ? NODES.booleanNode(text.equals("true"))
              : NODES.textNode(text);
      default -> NODES.textNode(text);
    };
  }
}
