package io.apg.mesh.controlplane.observed;

/**
 * Something that was accepted and does not work as it stands.
 *
 * @param code its kind, for programs
 * @param hint what to do about it; may be empty
 */
public record Finding(
    String code, Severity severity, ObjectRef object, String message, String hint) {
  /** How bad it is. */
  public enum Severity {
    /** Requests fail. */
    ERROR,
    /** Something has no effect, or will fail soon. */
    WARNING
  }
}
