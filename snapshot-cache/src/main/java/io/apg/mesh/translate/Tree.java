package io.apg.mesh.translate;

import java.util.LinkedHashMap;

/** A map in the order in which it is written; builds the trees that {@link Yaml} writes. */
final class Tree extends LinkedHashMap<String, Object> {
  private static final long serialVersionUID = 1;

  Tree() {}

  static Tree of(String key, Object value) {
    return new Tree().and(key, value);
  }

  Tree and(String key, Object value) {
    put(key, value);
    return this;
  }

  Tree andIf(boolean condition, String key, Object value) {
    return condition ? and(key, value) : this;
  }
}
