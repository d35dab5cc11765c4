package io.apg.mesh.session;

import static io.apg.mesh.snapshot.XdsType.LISTENER;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is remembered of a delta client whose stream broke, and that it is bounded. */
class MapTrustTest {
  private final NodeMemory memory = new NodeMemory();

  private TestStream open(Snapshot snapshot) {
    return new TestStream(Form.DELTA, true, memory).snapshot(snapshot);
  }

  @Test
  void namesThatAClientInventedAreNotRemembered() {
    Map<String, String> invented = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      invented.put("made-up-" + i, "1");
    }
    TestStream stream = open(new TestMesh().listener("l", "1").publish());
    stream.reconnect(LISTENER, List.of(), invented);
    stream.drain();
    stream.session.end(stream.lane);
    assertThat(memory.doubted(LISTENER)).containsExactly("l");
  }

  @Test
  void whereTooManyAreInDoubtNothingThatIsListedIsTrusted() {
    TestMesh mesh = new TestMesh();
    for (int i = 0; i < 2_000; i++) {
      mesh.listener("l" + i, "1");
    }
    Snapshot snapshot = mesh.publish();
    TestStream first = open(snapshot);
    first.subscribe(LISTENER);
    first.drain();
    first.session.end(first.lane);
    assertThat(memory.doubted(LISTENER)).isEqualTo(NodeMemory.EVERYTHING);
    Map<String, String> listed = new HashMap<>();
    snapshot.resources(LISTENER).forEach(l -> listed.put(l.name(), l.version()));
    TestStream second = open(snapshot);
    second.reconnect(LISTENER, List.of(), listed);
    List<String> sent =
        second.drain().stream()
            .flatMap(response -> response.resources().stream())
            .map(Resource::name)
            .toList();
    assertThat(sent).hasSize(2_000);
  }
}
