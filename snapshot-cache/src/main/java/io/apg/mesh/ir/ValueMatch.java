package io.apg.mesh.ir;

/** A comparison of a header or a query parameter. {@code value} is empty for PRESENT. */
public record ValueMatch(String name, Op op, String value, boolean invert) {
  /** How to compare. */
  public enum Op {
    EXACT,
    PREFIX,
    REGEX,
    PRESENT
  }
}
