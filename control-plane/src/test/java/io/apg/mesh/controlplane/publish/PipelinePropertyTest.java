package io.apg.mesh.controlplane.publish;

import static io.apg.mesh.controlplane.publish.RegistryFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.StateChange;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds after any changes of a registry. */
class PipelinePropertyTest extends PipelineFixture {
  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void manySmallStepsGiveWhatOneBigStepGives(long seed) {
    Random random = new Random(seed);
    List<StateChange> feed = new ArrayList<>();
    store.subscribe(
        change -> {
          synchronized (feed) {
            feed.add(change);
            feed.notifyAll();
          }
        });
    for (int i = 0; i < 120; i++) {
      MeshState before = store.state();
      List<Change> changes = new ArrayList<>();
      for (int n = random.nextInt(3); n >= 0; n--) {
        changes.add(RegistryFixture.random(random));
      }
      if (random.nextInt(8) == 0) {
        changes = List.of(endOfDelivery(before));
      }
      store.apply(request(changes));
      if (store.state().revision() == before.revision()) {
        continue;
      }
      StateChange change = take(feed);
      pipeline = step(pipeline, change.after(), change.changed());
      Pipeline fresh = step(start(), change.after(), Pipeline.everything(change.after()));
      assertThat(differences(content(pipeline), content(fresh))).as("after %s", changes).isEmpty();
      assertThat(pipeline.findings("default"))
          .containsExactlyInAnyOrderElementsOf(fresh.findings("default"));
    }
  }

  /** What the incremental publication has, and what the fresh one. */
  private static Map<String, String> differences(
      Map<String, String> incremental, Map<String, String> fresh) {
    Map<String, String> differences = new LinkedHashMap<>();
    Set<String> names = new HashSet<>(incremental.keySet());
    names.addAll(fresh.keySet());
    for (String name : names) {
      if (!Objects.equals(incremental.get(name), fresh.get(name))) {
        differences.put(name, incremental.get(name) + " (expected: " + fresh.get(name) + ")");
      }
    }
    return differences;
  }

  private static StateChange take(List<StateChange> feed) {
    synchronized (feed) {
      long end = System.nanoTime() + 10_000_000_000L;
      while (feed.isEmpty() && System.nanoTime() < end) {
        try {
          feed.wait(100);
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      return feed.remove(0);
    }
  }

  @Test
  void noDomainIsSentTwiceWhateverTheRoutesAreCalled() throws Exception {
    Random random = new Random(99);
    for (int i = 0; i < 150; i++) {
      MeshState before = store.state();
      store.apply(request(RegistryFixture.random(random)));
      pipeline = step(pipeline, store.state(), differences(before, store.state()));
      for (ViewKey key : KEYS) {
        Set<String> domains = new HashSet<>();
        for (VirtualHost host : hosts(key)) {
          host.getDomainsList().forEach(domain -> assertThat(domains.add(domain)).isTrue());
        }
      }
    }
  }
}
