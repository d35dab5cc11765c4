package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.apg.mesh.session.FragmentKey;
import io.apg.mesh.session.NodeMemory;
import io.apg.mesh.session.Rejection;
import io.apg.mesh.session.Remembered;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.Refs;
import io.apg.mesh.snapshot.Warming;
import io.apg.mesh.snapshot.XdsType;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Whose rejections count for whom. */
class NodeMemoriesTest {
  private static final Rejection BAD =
      new Rejection(
          new FragmentKey(XdsType.CLUSTER, "c", null),
          Set.of("v2"),
          new EncodedResource(
              XdsType.CLUSTER,
              "c",
              "v1",
              ByteString.copyFromUtf8("c1"),
              Refs.NONE,
              List.of(),
              Warming.ENDPOINTS,
              false),
          null,
          "no",
          List.of(new Origin("service", "c")),
          Instant.EPOCH,
          true);

  private final Kept store = new Kept();

  /** Asks at once for what it keeps. */
  private static final class Kept implements MemoryStore {
    final Map<NodeIdentity, Remembered> all = new LinkedHashMap<>();

    @Override
    public Map<NodeIdentity, Remembered> load() {
      return Map.copyOf(all);
    }

    @Override
    public void changed(NodeIdentity node, Supplier<Remembered> newest) {
      all.put(node, newest.get());
    }
  }

  private NodeMemories memories() {
    return new NodeMemories(store, Node::cluster, Clock.systemUTC(), told -> {});
  }

  private static Node node(String id, String tenant, String version) {
    return new Node(
        id,
        tenant,
        "",
        "",
        com.google.protobuf.Struct.getDefaultInstance(),
        "envoy",
        version,
        Set.of());
  }

  private static final Node ONE = node("n1", "t", "1.34");

  @Test
  void streamsOfOnePeerShareAMemory() {
    NodeMemories memories = memories();
    NodeMemory first = memories.open(ONE, "p1");
    assertThat(memories.open(ONE, "p1")).isSameAs(first);
  }

  @Test
  void anotherPeerThatIsLiveTooHasAMemoryOfItsOwn() {
    NodeMemories memories = memories();
    NodeMemory first = memories.open(ONE, "p1");
    first.add(List.of(BAD));
    NodeMemory second = memories.open(ONE, "p2");
    assertThat(second).isNotSameAs(first);
    assertThat(second.rejections()).as("it may be the same client").hasSize(1);
    NodeMemory third = memories.open(node("n1", "t", "1.35"), "p3");
    assertThat(third.rejections()).as("another version").isEmpty();
    Rejection other =
        new Rejection(
            new FragmentKey(XdsType.CLUSTER, "d", null),
            Set.of("v9"),
            null,
            null,
            "no",
            List.of(),
            Instant.EPOCH,
            true);
    second.add(List.of(other));
    assertThat(first.rejections()).hasSize(1);
    assertThat(memories.rejections("n1")).hasSize(2);
  }

  @Test
  void theNextStreamKnowsWhatAllOfThemRefused() {
    NodeMemories memories = memories();
    NodeMemory first = memories.open(ONE, "p1");
    memories.open(ONE, "p2");
    first.add(List.of(BAD));
    memories.close(ONE, "p1");
    memories.close(ONE, "p2");
    NodeMemory next = memories.open(ONE, "p3");
    assertThat(next.rejections()).extracting(Rejection::key).containsExactly(BAD.key());
  }

  @Test
  void aRestartForgetsNothing() {
    memories().open(ONE, "p1").add(List.of(BAD));
    assertThat(store.all).containsOnlyKeys(new NodeIdentity("t", "n1", "envoy", "1.34"));
    NodeMemory again = memories().open(ONE, "p2");
    assertThat(again.rejections())
        .singleElement()
        .satisfies(one -> assertThat(one.good()).isEqualTo(BAD.good()));
    assertThat(memories().open(node("n1", "other", "1.34"), "p2").rejections()).isEmpty();
  }

  @Test
  void aClientThatComesBackIsKnownByAllThatItHad() {
    NodeMemories memories = memories();
    NodeMemory first = memories.open(ONE, "a");
    memories.close(ONE, "a");
    assertThat(memories.open(ONE, "b")).as("after its stream broke").isSameAs(first);
    NodeMemory twin = memories.open(ONE, "c");
    assertThat(twin).as("while the other is live").isNotSameAs(first);
    memories.close(ONE, "b");
    memories.close(ONE, "c");
    assertThat(memories.open(ONE, "d")).isSameAs(twin);
  }
}
