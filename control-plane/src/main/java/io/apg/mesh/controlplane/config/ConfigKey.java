package io.apg.mesh.controlplane.config;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of the table of keys.
 *
 * @param name dotted path in the file
 * @param fallback text of the default; null = absent
 * @param variables environment variables, the first that is set wins
 * @param effective false = accepted and checked, and nothing more in this version
 */
record ConfigKey<T>(
    String name,
    ValueType<T> type,
    @Nullable String fallback,
    List<String> variables,
    boolean effective,
    String description) {
  static <T> ConfigKey<T> key(
      String name, ValueType<T> type, @Nullable String fallback, String description) {
    String variable = "MESH_" + name.toUpperCase(Locale.ROOT).replace('.', '_');
    return new ConfigKey<>(name, type, fallback, List.of(variable), true, description);
  }

  /** A key that a later version gives its effect. */
  static <T> ConfigKey<T> later(String name, ValueType<T> type, String description) {
    ConfigKey<T> key = key(name, type, null, description);
    return new ConfigKey<>(name, type, null, key.variables, false, description);
  }

  /** The same key, read from these variables instead of the one its name yields. */
  ConfigKey<T> from(String... names) {
    return new ConfigKey<>(name, type, fallback, List.of(names), effective, description);
  }
}
