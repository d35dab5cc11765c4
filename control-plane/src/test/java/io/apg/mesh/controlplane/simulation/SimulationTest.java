package io.apg.mesh.controlplane.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.session.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Stories of a whole mesh: a registry, replicas, clients of all kinds, and everything that may
 * happen to them. One that fails is printed as short as it can be told. {@code -Dsim.seed=N} plays
 * that one alone, {@code -Dsim.seeds=N} another number of them.
 */
class SimulationTest {
  private static final int SEEDS = Integer.getInteger("sim.seeds", 150);
  private static final Long SEED = Long.getLong("sim.seed");

  @Test
  void everyStoryEndsWell() {
    long first = SEED == null ? 0 : SEED;
    long end = SEED == null ? SEEDS : SEED + 1;
    long began = System.nanoTime();
    Counters counters = new Counters();
    for (long seed = first; seed < end; seed++) {
      Story story = Stories.of(seed);
      if (StoryFailure.of(story, Flaw.NONE, counters) != null) {
        throw StoryFailure.told(story, Flaw.NONE);
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        "stories=%d per_second=%.1f %s%n", end - first, (end - first) / seconds, counters);
    assertThat(counters.of(Counters.What.RESPONSES)).isPositive();
  }

  /** For each client; in which order a replica wakes several is nobody's promise. */
  @Test
  void theSameSeedGoesTheSameWay() {
    for (long seed = 1; seed < 6; seed++) {
      assertThat(lines(Stories.of(seed))).isEqualTo(lines(Stories.of(seed)));
    }
  }

  @Test
  void aStoryIsReadAsItIsPrinted() {
    Story story = Stories.of(20);
    assertThat(Story.parse(story.toString())).isEqualTo(story);
  }

  private static Map<String, List<String>> lines(Story story) {
    Map<String, List<String>> lines = new TreeMap<>();
    Log log =
        line -> {
          String words = line.get();
          String client = words.split(" ", 3)[1];
          lines.computeIfAbsent(client, name -> new ArrayList<>()).add(words);
        };
    new Simulation(story, Flaw.NONE, log).play();
    return lines;
  }

  /** Others are served the same, message by message, whether or not a client reads and accepts. */
  @Test
  void aClientThatRefusesEverythingOrReadsNothingChangesNothingForOthers() {
    ClientSpec refuser = new ClientSpec("refuser", ClientSpec.Kind.REFUSER, Form.DELTA, "shop/s0");
    ClientSpec mute = new ClientSpec("mute", ClientSpec.Kind.ENVOY, Form.DELTA, "shop/s0");
    for (long seed = 1; seed < 30; seed += 3) {
      Story story = Stories.of(seed);
      List<ClientSpec> more = new ArrayList<>(story.clients());
      more.add(refuser);
      more.add(mute);
      List<Happening> stalled = new ArrayList<>(story.happenings());
      stalled.add(0, new Happening(0, List.of("stall", "mute")));
      Map<String, List<String>> beside = lines(story.withClients(more).withHappenings(stalled));
      assertThat(beside.remove("refuser")).hasSizeGreaterThan(3);
      assertThat(beside.remove("mute")).hasSizeGreaterThan(3);
      Map<String, List<String>> alone = lines(story);
      alone.remove("*");
      beside.remove("*");
      assertThat(beside).isEqualTo(alone);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aFlawIsFound_andToldInFewWords(Flaw flaw) {
    Story failing = firstFailing(flaw);
    Story shortest = StoryFailure.shortest(failing, flaw);
    assertThat(shortest.happenings()).hasSizeLessThan(8);
    assertThat(shortest.clients()).hasSize(1);
    Story pasted = Story.parse(shortest.toString());
    assertThat(StoryFailure.of(pasted, flaw, new Counters())).isNotNull();
    assertThat(StoryFailure.of(pasted, Flaw.NONE, new Counters())).isNull();
  }

  private static Story firstFailing(Flaw flaw) {
    for (long seed = 1; seed < 50; seed++) {
      Story story = Stories.of(seed);
      if (StoryFailure.of(story, flaw, new Counters()) != null) {
        return story;
      }
    }
    throw new AssertionError(flaw + " was not found");
  }
}
