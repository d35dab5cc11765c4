package io.apg.mesh.registry;

/**
 * Why a change was refused.
 *
 * @param change index into {@link ApplyRequest#changes()}; {@link #REQUEST} = the request as a
 *     whole
 * @param field JSON pointer inside the object's flat form, e.g. {@code /endpoints/0/port}; empty =
 *     the object as a whole
 * @param value the offending value as text; may be empty
 * @param hint what to do; may be empty
 */
public record Problem(
    Code code, int change, String field, String message, String value, String hint) {
  /** The {@code change} of a problem that no single change has, as of a pruning. */
  public static final int REQUEST = -1;

  /** The contract's error code. */
  public enum Code {
    INVALID,
    NOT_FOUND,
    ALREADY_EXISTS,
    IN_USE,
    REVISION_MISMATCH
  }
}
