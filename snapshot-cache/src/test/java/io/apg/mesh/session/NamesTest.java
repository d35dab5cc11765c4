package io.apg.mesh.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NamesTest {
  @Test
  void namesWithEqualHashCodesAreToldApart() {
    assertThat("plan").hasSameHashCodeAs("plc0");
    Names names = new Names(XdsType.ENDPOINT);
    names.add("plan");
    assertThat(names.are(List.of("plc0"))).isFalse();
    assertThat(names.are(List.of("plan"))).isTrue();
  }

  @Test
  void isASetWhateverTheSnapshotDoes() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      TestMesh mesh = new TestMesh();
      Snapshot snapshot = mesh.publish();
      Names names = new Names(XdsType.ENDPOINT, 3);
      Set<String> expected = new TreeSet<>();
      for (int step = 0; step < 200; step++) {
        String name = "n" + random.nextInt(12);
        switch (random.nextInt(5)) {
          case 0, 1 -> assertThat(names.add(name)).isEqualTo(expected.add(name));
          case 2 -> assertThat(names.remove(name)).isEqualTo(expected.remove(name));
          case 3 -> {
            if (random.nextBoolean()) {
              mesh.endpoints(name, "" + step);
            } else {
              mesh.remove(XdsType.ENDPOINT, name);
            }
            Snapshot next = mesh.publish();
            names.follow(next, next.changedSince(snapshot, XdsType.ENDPOINT));
            snapshot = next;
          }
          default -> names.compact(snapshot);
        }
        assertThat(names.copy()).as("seed %s", seed).hasSameElementsAs(expected);
        assertThat(names.are(List.copyOf(expected))).isTrue();
        assertThat(names.are(List.of("other"))).isFalse();
        assertThat(names.size()).isEqualTo(expected.size());
        assertThat(names.contains(name)).isEqualTo(expected.contains(name));
      }
    }
  }
}
