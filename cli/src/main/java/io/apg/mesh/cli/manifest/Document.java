package io.apg.mesh.cli.manifest;

import io.apg.mesh.cli.api.Json;
import java.util.Map;

/**
 * One document of a file.
 *
 * @param line where it begins; 0 = not known
 * @param lines where its parts begin, by JSON pointer
 */
public record Document(String file, int line, Json content, Map<String, Integer> lines) {
  public Document {
    lines = Map.copyOf(lines);
  }

  /** Where a part is, as {@code file:line}; the nearest thing around it where it is not there. */
  public String place(String pointer) {
    String at = pointer;
    while (!at.isEmpty() && !lines.containsKey(at)) {
      at = at.substring(0, at.lastIndexOf('/'));
    }
    int found = lines.getOrDefault(at, line);
    return found == 0 ? file : file + ":" + found;
  }
}
