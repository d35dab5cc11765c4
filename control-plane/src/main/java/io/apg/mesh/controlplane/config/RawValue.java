package io.apg.mesh.controlplane.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a source says of a key, before it has a type.
 *
 * @param text a scalar; for a list, its items joined
 * @param items the items, where the source has a list; null = a scalar
 * @param source where it stands, e.g. {@code config.yaml:12}
 */
record RawValue(String text, @Nullable List<String> items, String source) {
  static RawValue scalar(String text, String source) {
    return new RawValue(text, null, source);
  }

  static RawValue list(List<String> items, String source) {
    return new RawValue(String.join(",", items), List.copyOf(items), source);
  }
}
