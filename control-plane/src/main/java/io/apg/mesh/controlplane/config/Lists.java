package io.apg.mesh.controlplane.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;

/** Lists written in one line: a JSON array of strings, or values separated by commas. */
final class Lists {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Lists() {}

  static List<String> split(String text) {
    String trimmed = text.strip();
    if (!trimmed.startsWith("[")) {
      return Arrays.stream(trimmed.split(","))
          .map(String::strip)
          .filter(item -> !item.isEmpty())
          .toList();
    }
    try {
      return List.of(JSON.readValue(trimmed, String[].class));
    } catch (JsonProcessingException | NullPointerException notStrings) {
      throw new IllegalArgumentException("JSON array of strings, or a comma list", notStrings);
    }
  }
}
