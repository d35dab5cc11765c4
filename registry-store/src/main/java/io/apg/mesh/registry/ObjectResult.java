package io.apg.mesh.registry;

/** What happened to one object; {@code id} is empty for observed addresses. */
public record ObjectResult(ObjectKind kind, String id, Effect effect) {
  /** The effect of a change on its object. */
  public enum Effect {
    CREATED,
    CONFIGURED,
    UNCHANGED,
    DELETED
  }
}
