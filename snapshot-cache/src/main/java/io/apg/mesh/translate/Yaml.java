package io.apg.mesh.translate;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes trees of maps, lists, strings, numbers and booleans as YAML in block style. Strings that
 * could be read as anything else are quoted as in JSON, of which YAML is a superset.
 */
final class Yaml {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");
  private static final Set<String> WORDS =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

  private final StringBuilder out = new StringBuilder();

  private Yaml() {}

  static String write(Map<String, ?> tree) {
    Yaml yaml = new Yaml();
    yaml.map(tree, 0, false);
    return yaml.out.toString();
  }

  /** {@code inItem}: the first key follows the dash of a list item. */
  private void map(Map<?, ?> map, int indent, boolean inItem) {
    boolean first = inItem;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(first ? "" : " ".repeat(indent));
      first = false;
      out.append(text(String.valueOf(entry.getKey()))).append(':');
      child(entry.getValue(), indent + 2);
    }
  }

  private void child(Object value, int indent) {
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      out.append('\n');
      map(map, indent, false);
    } else if (value instanceof List<?> list && !list.isEmpty()) {
      out.append('\n');
      list(list, indent - 2);
    } else {
      out.append(' ').append(scalar(value)).append('\n');
    }
  }

  private void list(List<?> list, int indent) {
    for (Object item : list) {
      out.append(" ".repeat(indent)).append("- ");
      if (item instanceof Map<?, ?> map && !map.isEmpty()) {
        map(map, indent + 2, true);
      } else {
        out.append(scalar(item)).append('\n');
      }
    }
  }

  private static String scalar(Object value) {
    if (value instanceof String text) {
      return text(text);
    }
    if (value instanceof Map<?, ?>) {
      return "{}";
    }
    if (value instanceof List<?> list) {
      if (!list.isEmpty()) {
        throw new IllegalArgumentException("item: " + list + " (expected: no list within a list)");
      }
      return "[]";
    }
    return String.valueOf(value);
  }

  private static String text(String text) {
    return PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT))
        ? text
        : quoted(text);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
