package io.apg.mesh.controlplane.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of all keys, typed; collects what is wrong with them. */
final class Settings {
  private final Map<String, RawValue> raw;
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final List<String> problems;

  /**
   * Parses every value.
   *
   * @param raw by name of key; an empty text = absent
   */
  Settings(Map<String, RawValue> raw, List<String> problems) {
    this.raw = raw;
    this.problems = problems;
    for (ConfigKey<?> key : ConfigKeys.ALL) {
      parse(key);
    }
  }

  /** The value of a key that has a default. */
  <T> T get(ConfigKey<T> key) {
    T value = find(key);
    if (value == null) {
      throw new IllegalStateException(key.name() + ": absent (expected: a default)");
    }
    return value;
  }

  /** The value of a key, or null when it is absent. */
  @SuppressWarnings("unchecked") // parse() put what the key's own type made.
  <T> @Nullable T find(ConfigKey<T> key) {
    return (T) values.get(key.name());
  }

  /** Names of keys that are set and have no effect. */
  List<String> withoutEffect() {
    List<String> names = new ArrayList<>();
    for (ConfigKey<?> key : ConfigKeys.ALL) {
      if (!key.effective() && values.containsKey(key.name())) {
        names.add(key.name());
      }
    }
    return names;
  }

  private void parse(ConfigKey<?> key) {
    RawValue set = raw.get(key.name());
    boolean absent = set == null || (set.items() == null && set.text().isBlank());
    if (set != null && !absent) {
      try {
        values.put(key.name(), key.type().parser().apply(set));
        return;
      } catch (IllegalArgumentException refused) {
        String shown = key.type().secret() ? "***" : set.text();
        problems.add(
            key.name()
                + ": "
                + shown
                + " (expected: "
                + refused.getMessage()
                + ") "
                + set.source());
      }
    }
    if (key.fallback() != null) {
      // After a problem too, so that the remaining checks can go on.
      RawValue fallback = RawValue.scalar(key.fallback(), "[default]");
      values.put(key.name(), key.type().parser().apply(fallback));
    }
  }
}
