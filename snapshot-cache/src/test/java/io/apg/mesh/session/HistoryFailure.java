package io.apg.mesh.session;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells how a history fails. */
final class HistoryFailure {
  private HistoryFailure() {}

  /** What goes wrong in that history; null = nothing. */
  static @Nullable Throwable of(HistoryKind kind, Form form, List<Step> steps) {
    return play(new HistoryRun(kind, form, false), steps);
  }

  static @Nullable Throwable play(HistoryRun run, List<Step> steps) {
    try {
      run.play(steps);
      return null;
    } catch (AssertionError | RuntimeException e) {
      return e;
    }
  }

  /** The failure in as few steps as it takes. */
  static AssertionError shortest(HistoryKind kind, Form form, long seed, List<Step> steps) {
    List<Step> fewest = Shrinker.shrink(steps, fewer -> of(kind, form, fewer) != null);
    HistoryRun run = new HistoryRun(kind, form, true);
    Throwable failure = play(run, fewest);
    return new AssertionError(
        "%s %s: %s%n%n%d of the %d steps of seed %d fail:%n%s%n%nHow it goes:%n%s%n%nAgain: %s%n"
            .formatted(
                kind,
                form,
                failure == null ? "" : failure.getMessage(),
                fewest.size(),
                steps.size(),
                seed,
                lines(fewest),
                lines(run.lines),
                "mvn test -pl snapshot-cache -am -Dtest=HistoryTest -Dhistory.seed="
                    + seed
                    + " -Dsurefire.failIfNoSpecifiedTests=false"),
        failure);
  }

  private static String lines(List<?> all) {
    return all.stream().map(line -> "  " + line).collect(Collectors.joining("\n"));
  }
}
