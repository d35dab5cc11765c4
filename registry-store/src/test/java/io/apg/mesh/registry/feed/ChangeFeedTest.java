package io.apg.mesh.registry.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.RevisionRecord;
import io.apg.mesh.registry.StateChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePMap;

class ChangeFeedTest {
  private static final int STEPS = 5_000;

  private static MeshState state(long revision) {
    return new MeshState(revision, TreePMap.empty());
  }

  private static StateChange step(MeshState before, MeshState after) {
    long number = after.revision();
    return new StateChange(
        before,
        after,
        Set.of(new ObjectKey("t", ObjectKind.SERVICE, "svc_" + number)),
        List.of(new RevisionRecord(number, "t", Instant.EPOCH, "a", "s", List.of())));
  }

  @Test
  void whatWaitsForASlowListenerIsBounded_andTellsEverything() throws InterruptedException {
    CountDownLatch slow = new CountDownLatch(1);
    CountDownLatch late = new CountDownLatch(1);
    List<StateChange> told = new CopyOnWriteArrayList<>();
    List<StateChange> toldLate = new CopyOnWriteArrayList<>();
    MeshState last = state(0);
    MeshState joined;
    try (ChangeFeed feed = new ChangeFeed(last)) {
      feed.subscribe(
          step -> {
            try {
              slow.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            told.add(step);
          });
      for (int i = 1; i <= STEPS; i++) {
        MeshState next = state(i);
        feed.publish(step(last, next));
        last = next;
      }
      joined = feed.subscribe(toldLate::add);
      for (int i = STEPS + 1; i <= 2 * STEPS; i++) {
        MeshState next = state(i);
        feed.publish(step(last, next));
        last = next;
      }
      feed.subscribe(step -> late.countDown());
      slow.countDown();
    }
    assertThat(told).hasSizeLessThan(200);
    assertGapless(told, state(0).revision(), last);
    assertGapless(toldLate, joined.revision(), last);
    assertThat(toldLate.get(0).before()).isSameAs(joined);
    Set<ObjectKey> keys = new HashSet<>();
    told.forEach(step -> keys.addAll(step.changed()));
    assertThat(keys).hasSize(2 * STEPS);
    List<Long> revisions = new ArrayList<>();
    told.forEach(step -> step.revisions().forEach(one -> revisions.add(one.number())));
    assertThat(revisions).isSorted().endsWith(2L * STEPS);
    assertThat(told).allMatch(step -> step.revisions().size() <= StateChange.MAX_REVISIONS);
  }

  private static void assertGapless(List<StateChange> steps, long from, MeshState last) {
    long at = from;
    for (StateChange step : steps) {
      assertThat(step.before().revision()).isEqualTo(at);
      at = step.after().revision();
    }
    assertThat(at).isEqualTo(last.revision());
  }
}
