package io.apg.mesh.benchmarks.micro;

import io.apg.mesh.benchmarks.mesh.Groups;
import io.apg.mesh.benchmarks.mesh.Mesh;
import io.apg.mesh.benchmarks.mesh.Sidecars;
import io.apg.mesh.snapshot.Binding;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.Publication;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.SnapshotCache;
import io.apg.mesh.snapshot.SnapshotSource;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.snapshot.XdsType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import org.pcollections.HashTreePMap;

/** A change published to 1,000 followers with a listener each, and what they then look up. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PublishBenchmark {
  private static final String VIEW = "mesh";
  private static final int NODES = 1_000;

  private final Mesh mesh = new Mesh(1_000);
  private final Sidecars sidecars = new Sidecars(Groups.EACH);
  private final SnapshotCache cache =
      new SnapshotCache(node -> new Binding(VIEW, sidecars.own(node.id()), Set.of()), () -> {});
  private final List<SnapshotSource.Subscription> followers = new ArrayList<>();
  private long woken;

  /** Everybody follows. */
  @Setup
  public void follow() {
    publish();
    for (int node = 0; node < NODES; node++) {
      followers.add(cache.subscribe(Node.ofId(Sidecars.id(node)), () -> woken++));
    }
  }

  /** One endpoint changes, and all are told. */
  @Benchmark
  public long endpointChange() {
    mesh.changeEndpoint();
    publish();
    return woken;
  }

  /** The same; then each finds out what changed for it. */
  @Benchmark
  public void endpointChangeSeen(Blackhole seen) {
    List<@Nullable Snapshot> before = new ArrayList<>();
    followers.forEach(follower -> before.add(follower.current()));
    mesh.changeEndpoint();
    publish();
    for (int node = 0; node < NODES; node++) {
      Snapshot old = before.get(node);
      Snapshot now = followers.get(node).current();
      if (old != null && now != null) {
        seen.consume(now.changedSince(old, XdsType.ENDPOINT));
      }
    }
  }

  /** The route configuration that all share, put together anew. */
  @Benchmark
  public @Nullable Resource routeConfiguration(Blackhole seen) {
    mesh.changeRoute();
    publish();
    Snapshot now = followers.get(0).current();
    Resource routes = now == null ? null : now.resource(XdsType.ROUTE, "outbound");
    seen.consume(routes == null ? 0 : routes.body().size());
    return routes;
  }

  private void publish() {
    View view = mesh.view();
    cache.publish(
        new Publication(
            view.publication(), view.publication(), HashTreePMap.singleton(VIEW, view)));
  }
}
