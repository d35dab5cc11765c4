package io.apg.mesh.ir;

/** A comparison with the path of a request, query string left out. */
public sealed interface PathMatch {
  /** The text compared with. */
  String value();

  /** The path begins with {@code value}. */
  record Prefix(String value) implements PathMatch {}

  /** The path is {@code value}. */
  record Exact(String value) implements PathMatch {}

  /** The whole path matches the RE2 expression {@code value}. */
  record Regex(String value) implements PathMatch {}
}
