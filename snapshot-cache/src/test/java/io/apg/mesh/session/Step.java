package io.apg.mesh.session;

import java.util.function.Consumer;

/**
 * One step of a history, in words and as what it does. It stands for itself: any of the steps
 * before it may be missing, and it does nothing where it makes no sense.
 */
record Step(String words, Consumer<HistoryRun> action) {
  @Override
  public String toString() {
    return words;
  }
}
