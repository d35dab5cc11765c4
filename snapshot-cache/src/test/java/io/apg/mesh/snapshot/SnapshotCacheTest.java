package io.apg.mesh.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.apg.mesh.snapshot.SnapshotSource.Subscription;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.pcollections.HashTreePMap;

class SnapshotCacheTest {
  private final AtomicInteger wanted = new AtomicInteger();
  private String viewOfA = "one";
  private final SnapshotCache cache =
      new SnapshotCache(
          node ->
              new Binding(
                  node.id().equals("a") ? viewOfA : "one", OwnResources.NONE, Set.of(node.id())),
          wanted::incrementAndGet);

  private static View view(View before, long id, String version) {
    return before
        .edit()
        .put(
            new EncodedResource(
                XdsType.CLUSTER,
                "c",
                version,
                ByteString.EMPTY,
                Refs.NONE,
                List.of(),
                Warming.ENDPOINTS,
                false))
        .build(id);
  }

  private static String version(Subscription subscription) {
    Snapshot snapshot = subscription.current();
    Resource cluster = snapshot == null ? null : snapshot.resource(XdsType.CLUSTER, "c");
    return cluster == null ? "none" : cluster.version();
  }

  @Test
  void aFollowerOfAMissingViewAsksForItAndIsWokenByIt() {
    AtomicInteger woken = new AtomicInteger();
    Subscription a = cache.subscribe(Node.ofId("a"), woken::incrementAndGet);
    assertThat(wanted.get()).isPositive();
    assertThat(cache.wantedViews()).containsExactly("one");
    assertThat(a.current()).isNull();
    View one = view(View.empty(1), 1, "v1");
    cache.publish(new Publication(1, 7, HashTreePMap.singleton("one", one)));
    assertThat(woken.get()).isEqualTo(1);
    assertThat(version(a)).isEqualTo("v1");
    assertThat(cache.current("a")).isSameAs(a.current());
  }

  @Test
  void onlyThoseAreWokenWhoseViewDiffers() {
    View one = view(View.empty(1), 1, "v1");
    View two = view(View.empty(1), 1, "v1");
    cache.publish(new Publication(1, 1, HashTreePMap.singleton("one", one).plus("two", two)));
    AtomicInteger woken = new AtomicInteger();
    Subscription a = cache.subscribe(Node.ofId("a"), woken::incrementAndGet);
    View other = view(two, 2, "v2");
    cache.publish(new Publication(2, 2, HashTreePMap.singleton("one", one).plus("two", other)));
    assertThat(woken.get()).isZero();
    cache.publish(
        new Publication(
            3, 3, HashTreePMap.singleton("one", view(one, 3, "v3")).plus("two", other)));
    assertThat(woken.get()).isEqualTo(1);
    assertThat(version(a)).isEqualTo("v3");
  }

  @Test
  void aNodeThatMovesKeepsWhatItHasUntilItsNewViewIsThere() {
    View one = view(View.empty(1), 1, "v1");
    cache.publish(new Publication(1, 1, HashTreePMap.singleton("one", one)));
    AtomicInteger woken = new AtomicInteger();
    Subscription a = cache.subscribe(Node.ofId("a"), woken::incrementAndGet);
    Subscription b = cache.subscribe(Node.ofId("b"), () -> {});
    assertThat(version(a)).isEqualTo("v1");
    viewOfA = "two";
    cache.rebind(List.of("somebody else"));
    assertThat(cache.wantedViews()).containsExactly("one");
    cache.rebind(List.of("a"));
    assertThat(woken.get()).isEqualTo(1);
    assertThat(cache.wantedViews()).containsExactlyInAnyOrder("one", "two");
    assertThat(version(a)).isEqualTo("v1");
    View two = view(View.empty(2), 2, "v2");
    cache.publish(new Publication(2, 2, HashTreePMap.singleton("one", one).plus("two", two)));
    assertThat(version(a)).isEqualTo("v2");
    assertThat(version(b)).isEqualTo("v1");
  }

  @Test
  void aViewThatVanishesWhileSomebodyComesForItIsAskedForAgain() {
    View one = view(View.empty(1), 1, "v1");
    cache.publish(new Publication(1, 1, HashTreePMap.singleton("one", one)));
    // A publication without the view is in the making when the follower comes.
    Subscription a = cache.subscribe(Node.ofId("a"), () -> {});
    assertThat(wanted.get()).isZero();
    cache.publish(new Publication(2, 2, HashTreePMap.empty()));
    assertThat(wanted.get()).isEqualTo(1);
    assertThat(version(a)).isEqualTo("none");
  }

  @Test
  void whoHasGoneIsNotWokenAndHoldsNoView() {
    AtomicInteger woken = new AtomicInteger();
    Subscription a = cache.subscribe(Node.ofId("a"), woken::incrementAndGet);
    a.close();
    a.close();
    cache.publish(
        new Publication(1, 1, HashTreePMap.singleton("one", view(View.empty(1), 1, "v1"))));
    assertThat(woken.get()).isZero();
    assertThat(cache.wantedViews()).isEmpty();
    assertThat(cache.current("a")).isNull();
  }
}
