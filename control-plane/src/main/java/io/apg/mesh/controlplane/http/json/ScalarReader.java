package io.apg.mesh.controlplane.http.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads numbers, text, flags and words. What is not of the right kind is MALFORMED; a number
 * outside the type's range and a word that an enum does not have are INVALID.
 */
final class ScalarReader {
  private static final BigInteger MAX_UINT64 =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private final Problems problems;

  ScalarReader(Problems problems) {
    this.problems = problems;
  }

  /** The value, or null where it was refused. */
  @Nullable Object read(FieldDescriptor field, JsonNode node, String at) {
    return switch (field.getType()) {
      case STRING -> string(field, node, at);
      case BOOL -> node.isBoolean() ? node.booleanValue() : wrong(field, node, at, "true or false");
      case ENUM -> word(field, node, at);
      case INT32, SINT32, SFIXED32 -> {
        BigInteger number = integer(field, node, at, Integer.MIN_VALUE, Integer.MAX_VALUE);
        yield number == null ? null : number.intValue();
      }
      case UINT32, FIXED32 -> {
        BigInteger number = integer(field, node, at, 0, 0xFFFF_FFFFL);
        yield number == null ? null : number.intValue();
      }
      case INT64, SINT64, SFIXED64 -> {
        BigInteger number = integer(field, node, at, Long.MIN_VALUE, Long.MAX_VALUE);
        yield number == null ? null : number.longValue();
      }
      case UINT64, FIXED64 -> {
        BigInteger number = integer(field, node, at, BigInteger.ZERO, MAX_UINT64);
        yield number == null ? null : number.longValue();
      }
      case DOUBLE -> node.isNumber() ? node.doubleValue() : wrong(field, node, at, "a number");
      case FLOAT -> node.isNumber() ? node.floatValue() : wrong(field, node, at, "a number");
      case BYTES -> bytes(field, node, at);
      default -> throw new IllegalArgumentException("type: " + field + " (expected: a scalar)");
    };
  }

  private @Nullable Object string(FieldDescriptor field, JsonNode node, String at) {
    if (!node.isTextual()) {
      return wrong(field, node, at, "a string");
    }
    String text = node.textValue();
    if (text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
      return wrong(field, node, at, "text without lone surrogates");
    }
    return text;
  }

  private @Nullable EnumValueDescriptor word(FieldDescriptor field, JsonNode node, String at) {
    EnumDescriptor type = field.getEnumType();
    List<String> words = Shape.words(type);
    if (!node.isTextual()) {
      wrong(field, node, at, "one of " + String.join(", ", words));
      return null;
    }
    for (EnumValueDescriptor value : type.getValues()) {
      if (value.getNumber() != 0 && Shape.word(value).equals(node.textValue())) {
        return value;
      }
    }
    problems.invalid(
        at,
        message(field, node, "one of " + String.join(", ", words)),
        JsonValues.shown(node),
        NearestMatch.hint(node.textValue(), words));
    return null;
  }

  private @Nullable BigInteger integer(
      FieldDescriptor field, JsonNode node, String at, long least, long most) {
    return integer(field, node, at, BigInteger.valueOf(least), BigInteger.valueOf(most));
  }

  private @Nullable BigInteger integer(
      FieldDescriptor field, JsonNode node, String at, BigInteger least, BigInteger most) {
    if (!node.isIntegralNumber()) {
      wrong(field, node, at, "an integer");
      return null;
    }
    BigInteger number = node.bigIntegerValue();
    if (number.compareTo(least) < 0 || number.compareTo(most) > 0) {
      String range = least + " to " + most;
      problems.invalid(at, message(field, node, range), JsonValues.shown(node), "");
      return null;
    }
    return number;
  }

  private @Nullable Object bytes(FieldDescriptor field, JsonNode node, String at) {
    if (node.isTextual()) {
      try {
        return ByteString.copyFrom(Base64.getDecoder().decode(node.textValue()));
      } catch (IllegalArgumentException e) {
        // Told below.
      }
    }
    return wrong(field, node, at, "base64");
  }

  private @Nullable Object wrong(FieldDescriptor field, JsonNode node, String at, String expected) {
    problems.malformed(at, message(field, node, expected), JsonValues.shown(node));
    return null;
  }

  static String message(FieldDescriptor field, JsonNode node, String expected) {
    return field.getName() + ": " + JsonValues.quoted(node) + " (expected: " + expected + ")";
  }
}
