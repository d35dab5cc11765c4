package io.apg.mesh.controlplane.mapping;

import io.apg.mesh.registry.ObjectKind;

/**
 * Something about an object that works otherwise than its author may expect. Not an error: the mesh
 * goes on.
 *
 * @param id of the object
 * @param hint what to do
 */
public record Finding(Code code, ObjectKind kind, String id, String message, String hint) {

  /** How bad it is. */
  public enum Severity {
    ERROR,
    WARNING
  }

  /** The kinds of finding; a code never changes its meaning. */
  public enum Code {
    ROUTE_SHADOWED("MESH0101", Severity.WARNING),
    ROUTE_WITHOUT_DESTINATION("MESH0102", Severity.ERROR),
    ROUTE_INVALID("MESH0103", Severity.ERROR),
    DESTINATION_UNKNOWN("MESH0107", Severity.ERROR),
    DEPENDENCY_UNKNOWN("MESH0108", Severity.WARNING),
    NO_DEFAULT_VERSION("MESH0201", Severity.ERROR),
    DEFAULT_VERSION_INACTIVE("MESH0202", Severity.ERROR),
    NO_ENDPOINT("MESH0203", Severity.WARNING),
    NAME_NOT_RESOLVED("MESH0204", Severity.WARNING),
    LOAD_BALANCER_UNKNOWN("MESH0205", Severity.WARNING),
    UNKNOWN_SERVICE("MESH0301", Severity.WARNING),
    BAD_NODE_METADATA("MESH0302", Severity.ERROR),
    NODE_ID_USED_TWICE("MESH0303", Severity.WARNING),
    TENANT_NOT_SERVED("MESH0304", Severity.ERROR),
    REJECTED_BY_PROXIES("MESH0401", Severity.ERROR);

    private final String text;
    private final Severity severity;

    Code(String text, Severity severity) {
      this.text = text;
      this.severity = severity;
    }

    /** As shown, e.g. {@code MESH0101}. */
    public String text() {
      return text;
    }

    /** How bad it is. */
    public Severity severity() {
      return severity;
    }
  }
}
