package io.apg.mesh.snapshot;

import java.util.Set;

/**
 * Which view a node shares, and what it has for itself.
 *
 * @param subjects what the binding depends on beside the node: when one of them changes, the node
 *     is bound anew
 */
public record Binding(String view, OwnResources own, Set<Object> subjects) {
  public Binding {
    subjects = Set.copyOf(subjects);
  }
}
