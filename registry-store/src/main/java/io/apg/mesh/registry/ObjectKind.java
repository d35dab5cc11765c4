package io.apg.mesh.registry;

import java.util.Locale;

/**
 * The kinds of object that the registry keeps; the word of each is what the API and the store say.
 */
public enum ObjectKind {
  SERVICE,
  ENDPOINT,
  ROUTE,
  LOAD_BALANCER;

  /** Lower-case word, as in {@code kind: route}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The word as sentences have it. */
  public String title() {
    return word().replace('_', ' ');
  }
}
