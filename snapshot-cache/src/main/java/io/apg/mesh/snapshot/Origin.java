package io.apg.mesh.snapshot;

/**
 * The user's object that a fragment was made from; a rejection is told to its author through it.
 */
public record Origin(String kind, String id) {
  @Override
  public String toString() {
    return kind + "/" + id;
  }
}
