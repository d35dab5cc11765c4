package io.apg.mesh.controlplane.simulation;

import java.util.List;

/**
 * Something that happens in a {@link Story}. It stands for itself: any of those before it may be
 * missing, and it does nothing where it makes no sense.
 *
 * @param millis since the beginning
 * @param words what, as {@link Simulation} and {@link ChangeWords} read it
 */
record Happening(long millis, List<String> words) {
  Happening {
    words = List.copyOf(words);
  }

  @Override
  public String toString() {
    return millis + " " + String.join(" ", words);
  }
}
