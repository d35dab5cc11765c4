package io.apg.mesh.registry;

/**
 * Why a change was refused.
 *
 * @param change index into {@link ApplyRequest#changes()}
 * @param field JSON pointer inside the object's flat form, e.g. {@code /endpoints/0/port}; empty =
 *     the object as a whole
 * @param value the offending value as text; may be empty
 * @param hint what to do; may be empty
 */
public record Problem(
    Code code, int change, String field, String message, String value, String hint) {
  /** The contract's error code. */
  public enum Code {
    INVALID,
    NOT_FOUND,
    ALREADY_EXISTS,
    IN_USE,
    REVISION_MISMATCH
  }
}
