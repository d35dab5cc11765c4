package io.apg.mesh.controlplane.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The environment's say. A variable that is empty counts as not set; a secret may also stand in a
 * file that {@code <variable>_FILE} names.
 */
final class EnvironmentSource {
  private EnvironmentSource() {}

  static Map<String, RawValue> read(Map<String, String> environment, List<String> problems) {
    Map<String, RawValue> values = new LinkedHashMap<>();
    for (ConfigKey<?> key : ConfigKeys.ALL) {
      for (String variable : key.variables()) {
        String text = environment.getOrDefault(variable, "");
        String file = key.type().secret() ? environment.getOrDefault(variable + "_FILE", "") : "";
        if (!text.isEmpty() && !file.isEmpty()) {
          problems.add(key.name() + ": set by " + variable + " and " + variable + "_FILE");
        }
        if (!file.isEmpty()) {
          text = readFile(key, variable, file, problems);
        }
        if (!text.isBlank()) {
          values.putIfAbsent(key.name(), RawValue.scalar(text, "[" + variable + "]"));
        }
      }
    }
    return values;
  }

  private static String readFile(
      ConfigKey<?> key, String variable, String file, List<String> problems) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.UTF_8).strip();
    } catch (IOException | InvalidPathException unreadable) {
      problems.add(
          key.name() + ": " + file + " (expected: a readable file) [" + variable + "_FILE]");
      return "";
    }
  }
}
