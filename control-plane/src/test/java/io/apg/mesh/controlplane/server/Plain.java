package io.apg.mesh.controlplane.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Objects of the API as tests write and compare them. */
final class Plain {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Plain() {}

  /** JSON that was written with single quotes. */
  static String text(String singleQuoted) {
    return singleQuoted.replace('\'', '"');
  }

  static ObjectNode object(String singleQuoted) {
    try {
      return (ObjectNode) JSON.readTree(text(singleQuoted));
    } catch (JsonProcessingException e) {
      throw new AssertionError(singleQuoted, e);
    }
  }

  /** What an object is, without when it was written and why it has no effect. */
  static ObjectNode content(JsonNode object) {
    ObjectNode content = object.deepCopy();
    strip(content);
    content.findParents("revision").forEach(Plain::strip);
    return content;
  }

  private static void strip(JsonNode object) {
    ((ObjectNode) object)
        .remove(List.of("revision", "created_at", "updated_at", "dry_run", "enforced_reason"));
  }
}
