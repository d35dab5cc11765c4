package io.apg.mesh.registry;

/**
 * A condition on a header or a query parameter.
 *
 * @param value what to compare with; empty for {@link Op#PRESENT}
 * @param invert whether the condition holds when the comparison does not
 */
public record Condition(String name, Op op, String value, boolean invert) {
  /** The comparison. */
  public enum Op {
    EXACT,
    PREFIX,
    REGEX,
    PRESENT
  }
}
