package io.apg.mesh.controlplane.simulation;

import io.apg.mesh.session.Shrinker;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells how a story fails. */
final class StoryFailure {
  private static final int LINES = 400;

  private StoryFailure() {}

  /** What goes wrong in that story; null = nothing. */
  static @Nullable Throwable of(Story story, Flaw flaw, Counters counters) {
    return play(new Simulation(story, flaw, Log.NONE), counters);
  }

  private static @Nullable Throwable play(Simulation simulation, Counters counters) {
    try {
      simulation.play();
      counters.add(simulation.counters());
      return null;
    } catch (AssertionError | RuntimeException e) {
      return e;
    }
  }

  /** A story that still fails, and would not with one happening, client or replica less. */
  static Story shortest(Story story, Flaw flaw) {
    Story left = story;
    for (int replicas = 1; replicas < left.replicas(); replicas++) {
      if (fails(left.withReplicas(replicas), flaw)) {
        left = left.withReplicas(replicas);
      }
    }
    for (int before = -1; before != size(left); ) {
      before = size(left);
      Story now = left;
      List<ClientSpec> clients =
          Shrinker.shrink(now.clients(), fewer -> fails(now.withClients(fewer), flaw));
      Story fewer = now.withClients(clients);
      left =
          fewer.withHappenings(
              Shrinker.shrink(fewer.happenings(), some -> fails(fewer.withHappenings(some), flaw)));
    }
    return left;
  }

  private static int size(Story story) {
    return story.clients().size() + story.happenings().size();
  }

  private static boolean fails(Story story, Flaw flaw) {
    return of(story, flaw, new Counters()) != null;
  }

  /** The failure in as few words as it takes. */
  static AssertionError told(Story story, Flaw flaw) {
    Story shortest = shortest(story, flaw);
    List<String> lines = new ArrayList<>();
    Throwable failure =
        play(new Simulation(shortest, flaw, line -> lines.add(line.get())), new Counters());
    List<String> last = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
    return new AssertionError(
        "%s%n%n%d clients and %d happenings of seed %d fail:%n%s%nHow it goes:%n  %s%n%nAgain: %s%n"
            .formatted(
                failure == null ? "" : failure.getMessage(),
                shortest.clients().size(),
                shortest.happenings().size(),
                story.seed(),
                shortest,
                String.join("\n  ", last),
                "make sim SEED=" + story.seed()),
        failure);
  }
}
