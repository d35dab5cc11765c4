package io.apg.mesh.registry.plan;

import java.util.Locale;

/** The API's words for enums. */
final class Words {
  private Words() {}

  static String of(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
