package io.apg.mesh.registry;

import java.util.List;

/** What became of an {@link ApplyRequest}. */
public sealed interface ApplyOutcome {
  /**
   * Committed.
   *
   * @param revision the revision of this change, or, where nothing changed, the newest one
   * @param results one per change, in order; prunings follow
   */
  record Applied(long revision, List<ObjectResult> results) implements ApplyOutcome {
    public Applied {
      results = List.copyOf(results);
    }
  }

  /** Refused, with every problem found; nothing was changed. */
  record Refused(List<Problem> problems) implements ApplyOutcome {
    public Refused {
      problems = List.copyOf(problems);
    }
  }
}
