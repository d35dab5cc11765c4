package io.apg.mesh.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Numbers by name; on the wire between processes one line, {@code name=value name=value}. */
public record Figures(Map<String, Long> values) {
  /** No number. */
  public static final Figures NONE = new Figures(Map.of());

  /** Copies. */
  public Figures {
    values = Map.copyOf(values);
  }

  /** These and one more. */
  public Figures and(String name, long value) {
    Map<String, Long> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new Figures(more);
  }

  /** Reads a line. */
  public static Figures parse(String line) {
    Map<String, Long> values = new LinkedHashMap<>();
    for (String pair : line.split(" ", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException("figures: '" + line + "' (expected: name=number ...)");
      }
      values.put(pair.substring(0, equals), Long.parseLong(pair.substring(equals + 1)));
    }
    return new Figures(values);
  }

  /** The number of that name. */
  public long get(String name) {
    Long value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + ": unknown (expected: one of " + values + ")");
    }
    return value;
  }

  /** As a line. */
  public String line() {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(" "));
  }
}
