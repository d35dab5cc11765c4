package io.apg.mesh.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.XdsType;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
  @Test
  void keepsWhatIsNeededAndNothingElse() {
    List<Integer> all = IntStream.range(0, 100).boxed().toList();
    List<Integer> needed = List.of(3, 50, 51, 99);
    assertThat(Shrinker.shrink(all, some -> some.containsAll(needed))).isEqualTo(needed);
    assertThat(Shrinker.shrink(all, some -> true)).isEmpty();
    assertThat(Shrinker.shrink(all, some -> some.size() == 100)).isEqualTo(all);
    assertThat(Shrinker.shrink(List.of(7), some -> some.contains(7))).containsExactly(7);
  }

  /** Endpoints of one service get lost: a long history shrinks to the steps that bring it about. */
  @Test
  void aBrokenServerIsShownInAFewSteps() {
    for (Form form : Form.values()) {
      List<Step> steps =
          IntStream.range(0, 40)
              .boxed()
              .flatMap(seed -> Histories.of(HistoryKind.ENVOY, seed).stream())
              .toList();
      List<Step> fewest = Shrinker.shrink(steps, some -> fails(form, some));
      assertThat(steps).hasSizeGreaterThan(1000);
      assertThat(fewest).hasSizeBetween(1, 2);
      assertThat(fewest.get(0).words()).contains("s3");
    }
  }

  private static boolean fails(Form form, List<Step> steps) {
    HistoryRun run = new HistoryRun(HistoryKind.ENVOY, form, false, response -> !loses(response));
    return HistoryFailure.play(run, steps) != null;
  }

  private static boolean loses(XdsResponse response) {
    return response.type() == XdsType.ENDPOINT
        && response.resources().stream().anyMatch(resource -> resource.name().equals("s3"));
  }
}
