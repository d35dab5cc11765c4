package io.apg.mesh.registry.plan;

import io.apg.mesh.registry.Problem.Code;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks the fields of one object, and reports what is wrong under their JSON pointers. */
final class Fields {
  private static final int MAX_ENTRIES = 64;
  private static final int MAX_LABEL = 256;
  private static final int MAX_METADATA = 4096;
  private static final int MAX_PATH = 1024;

  private final Problems problems;
  private final int change;
  private final String at;

  Fields(Problems problems, int change, String at) {
    this.problems = problems;
    this.change = change;
    this.at = at;
  }

  /** Fields of a part, such as one endpoint. */
  Fields part(String field, int index) {
    return new Fields(problems, change, at + "/" + field + "/" + index);
  }

  void invalid(String field, Object value, String expected) {
    invalid(field, value, expected, "");
  }

  void invalid(String field, Object value, String expected, String hint) {
    String text = String.valueOf(value);
    String message = field + ": " + text + " (expected: " + expected + ")";
    problems.add(Code.INVALID, change, pointer(field), message, text, hint);
  }

  void missing(String field) {
    String message = field + ": missing (expected: a value)";
    problems.add(Code.INVALID, change, pointer(field), message, "", "");
  }

  void problem(Code code, String field, String value, String message, String hint) {
    problems.add(code, change, pointer(field), message, value, hint);
  }

  /** Reports that a field that is part of what makes the object this one was said otherwise. */
  void unchanged(String field, @Nullable String said, String existing) {
    if (said != null && !said.equals(existing)) {
      invalid(field, said, existing + ", which cannot change");
    }
  }

  void notFound(String field, String kind, String value) {
    problem(Code.NOT_FOUND, field, value, kind + " " + value + " does not exist", "");
  }

  void exists(String field, String what, String id) {
    String hint = "replace it, or apply, which does either";
    problem(Code.ALREADY_EXISTS, field, id, what + " exists already: " + id, hint);
  }

  void noFreeId(String field, String what, String form) {
    String hint = "give a " + field + " of your own: " + form;
    problem(Code.ALREADY_EXISTS, field, "", "no id is free for " + what, hint);
  }

  void idTaken(String field, String id, String owner) {
    String hint = "give another " + field + ", or none";
    problem(Code.ALREADY_EXISTS, field, id, field + ": " + id + " belongs to " + owner, hint);
  }

  /** The text where it has the form, null otherwise. */
  @Nullable String matching(String field, @Nullable String value, Pattern form, String expected) {
    if (value == null) {
      missing(field);
      return null;
    }
    if (!form.matcher(value).matches()) {
      invalid(field, value, expected);
      return null;
    }
    return value;
  }

  int number(String field, @Nullable Integer value, int absent, int min, int max) {
    if (value == null) {
      return absent;
    }
    if (value < min || value > max) {
      invalid(field, value, min + " to " + max);
      return absent;
    }
    return value;
  }

  String text(String field, @Nullable String value, int maxLength) {
    if (value == null) {
      return "";
    }
    if (value.length() > maxLength) {
      invalid(field, value.length() + " characters", "at most " + maxLength + " characters");
      return "";
    }
    return value;
  }

  /** A path, or empty. */
  String path(String field, @Nullable String value) {
    String path = text(field, value, MAX_PATH);
    if (!path.isEmpty() && !path.startsWith("/")) {
      invalid(field, path, "a path that starts with /");
    }
    return path;
  }

  Map<String, String> labels(@Nullable Map<String, String> value) {
    return entries("labels", value, MAX_LABEL);
  }

  Map<String, String> metadata(@Nullable Map<String, String> value) {
    return entries("metadata", value, MAX_METADATA);
  }

  private Map<String, String> entries(
      String field, @Nullable Map<String, String> value, int maxLength) {
    if (value == null) {
      return Map.of();
    }
    if (value.size() > MAX_ENTRIES) {
      invalid(field, value.size() + " entries", "at most " + MAX_ENTRIES + " entries");
    }
    value.forEach(
        (key, text) -> {
          if (!Syntax.LABEL_KEY.matcher(key).matches()) {
            invalid(field, key, "keys of letters, digits and . _ - /, at most 127 characters");
          }
          if (text.length() > maxLength) {
            String pointer = field + "/" + key.replace("~", "~0").replace("/", "~1");
            invalid(pointer, text.length() + " characters", "at most " + maxLength);
          }
        });
    return value;
  }

  /** Reports entries that stand twice in a list. */
  void distinct(String field, List<String> values) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < values.size(); i++) {
      if (!seen.add(values.get(i))) {
        invalid(field + "/" + i, values.get(i), "each value once");
      }
    }
  }

  private String pointer(String field) {
    return field.isEmpty() ? at : at + "/" + field;
  }
}
