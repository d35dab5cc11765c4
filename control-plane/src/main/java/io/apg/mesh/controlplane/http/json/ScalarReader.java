package io.apg.mesh.controlplane.http.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.apg.mesh.controlplane.api.NearestMatch;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads numbers, text, flags and words. What is not of the right kind is MALFORMED; a number
 * outside the type's range and a word that an enum does not have are INVALID.
 */
final class ScalarReader {
  /** More than any integer here has. */
  private static final int MAX_DIGITS = 20;

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
        BigInteger number = integer(field, node, at, 31, true);
        yield number == null ? null : number.intValue();
      }
      case UINT32, FIXED32 -> {
        BigInteger number = integer(field, node, at, 32, false);
        yield number == null ? null : number.intValue();
      }
      case INT64, SINT64, SFIXED64 -> {
        BigInteger number = integer(field, node, at, 63, true);
        yield number == null ? null : number.longValue();
      }
      case UINT64, FIXED64 -> {
        BigInteger number = integer(field, node, at, 64, false);
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

  /** An integer of so many bits; 80.0 and 8e1 are 80. */
  private @Nullable BigInteger integer(
      FieldDescriptor field, JsonNode node, String at, int bits, boolean signed) {
    if (!node.isNumber() || !isWhole(node.decimalValue())) {
      wrong(field, node, at, "an integer");
      return null;
    }
    BigDecimal number = node.decimalValue();
    // Of a number such as 1e999999999 nothing is written out.
    boolean fits = (long) number.precision() - number.scale() <= MAX_DIGITS;
    BigInteger integer = fits ? number.toBigIntegerExact() : BigInteger.ZERO;
    if (!fits || integer.bitLength() > bits || (!signed && integer.signum() < 0)) {
      String expected =
          signed ? "an integer of " + (bits + 1) + " bits" : "0 or more, " + bits + " bits";
      problems.invalid(at, message(field, node, expected), JsonValues.shown(node), "");
      return null;
    }
    return integer;
  }

  private static boolean isWhole(BigDecimal number) {
    return number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
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
