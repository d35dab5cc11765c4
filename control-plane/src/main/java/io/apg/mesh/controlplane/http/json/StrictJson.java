package io.apg.mesh.controlplane.http.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ApiException;
import io.apg.mesh.controlplane.api.ErrorCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * JSON as RFC 8259 has it, and nothing else: UTF-8, one document, no key twice, no comments, no
 * single quotes. Thread-safe.
 */
public final class StrictJson {
  private static final int MAX_DEPTH = 100;
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private StrictJson() {}

  /**
   * Reads a document.
   *
   * @throws ApiException MALFORMED, with the place where it stops being JSON
   */
  public static JsonNode parse(ByteString document) {
    String text = decode(document);
    try (JsonParser parser = MAPPER.getFactory().createParser(text)) {
      return parse(parser);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a document in UTF-8. */
  public static ByteString write(JsonNode node) {
    try {
      return UnsafeByteOperations.unsafeWrap(MAPPER.writeValueAsBytes(node));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parse(JsonParser parser) throws IOException {
    try {
      JsonNode node = MAPPER.readTree(parser);
      if (node == null || node.isMissingNode()) {
        throw malformed("", "the body is empty (expected: a JSON object)");
      }
      if (parser.nextToken() != null) {
        throw malformed("", "the body goes on after its JSON document " + place(parser));
      }
      return node;
    } catch (JsonProcessingException e) {
      String pointer = parser.getParsingContext().pathAsPointer().toString();
      String original = e.getOriginalMessage();
      if (original.startsWith("Duplicate field")) {
        String name = parser.currentName();
        throw malformed(pointer, "the key " + name + " stands twice " + place(parser));
      }
      throw malformed(
          pointer, "the body is not JSON: " + plainWords(original) + " " + place(parser));
    }
  }

  /** What the parser says, without advice for its programmer. */
  private static String plainWords(String original) {
    return original
        .lines()
        .findFirst()
        .orElse("")
        .replaceAll("\\s*\\((code|start marker) [^)]*\\)", "")
        .replaceAll("(, from `|: enable `).*", "");
  }

  private static String place(JsonParser parser) {
    var at = parser.currentLocation();
    return "(line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
  }

  private static String decode(ByteString document) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(document.asReadOnlyByteBuffer()).toString();
    } catch (CharacterCodingException e) {
      throw malformed("", "the body is not UTF-8");
    }
  }

  private static ApiException malformed(String field, String message) {
    return ApiError.of(
            ErrorCode.MALFORMED,
            message,
            "",
            List.of(new ApiError.Detail(field, message, JsonValues.NULL)))
        .toException();
  }
}
