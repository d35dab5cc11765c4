package io.apg.mesh.registry;

import java.util.Locale;

/**
 * The kinds of object that the registry keeps; the word of each is what the API and the store say.
 */
public enum ObjectKind {
  SERVICE,
  ENDPOINT,
  ROUTE,
  LOAD_BALANCER,
  /** A {@link Leaving} service; the mesh's own, no user writes or reads it. */
  LEAVING,
  /** An address that drains; the mesh's own too. */
  DRAINING;

  /** Whether users write such objects. */
  public boolean isUsers() {
    return this != LEAVING && this != DRAINING;
  }

  /** Lower-case word, as in {@code kind: route}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The word as sentences have it. */
  public String title() {
    return word().replace('_', ' ');
  }
}
