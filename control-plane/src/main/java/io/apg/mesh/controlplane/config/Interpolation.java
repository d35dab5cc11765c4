package io.apg.mesh.controlplane.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Replaces {@code ${ENV}} and {@code ${ENV:-default}} in values of the file. */
final class Interpolation {
  private static final Pattern REFERENCE =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");

  private Interpolation() {}

  /** The text with its variables, or null when one without a default is not set. */
  static @Nullable String apply(String text, Map<String, String> environment) {
    Matcher matcher = REFERENCE.matcher(text);
    StringBuilder result = new StringBuilder();
    while (matcher.find()) {
      String value = environment.getOrDefault(matcher.group(1), "");
      if (value.isEmpty()) {
        value = matcher.group(2);
      }
      if (value == null) {
        return null;
      }
      matcher.appendReplacement(result, Matcher.quoteReplacement(value));
    }
    return matcher.appendTail(result).toString();
  }
}
