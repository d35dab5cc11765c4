package io.apg.mesh.benchmarks.micro;

import io.apg.mesh.benchmarks.mesh.Groups;
import io.apg.mesh.benchmarks.mesh.Mesh;
import io.apg.mesh.benchmarks.mesh.Sidecars;
import io.apg.mesh.session.DeltaRequest;
import io.apg.mesh.session.Form;
import io.apg.mesh.session.Lane;
import io.apg.mesh.session.NodeMemory;
import io.apg.mesh.session.SessionSettings;
import io.apg.mesh.session.XdsResponse;
import io.apg.mesh.session.XdsSession;
import io.apg.mesh.snapshot.Binding;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.Publication;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.SnapshotCache;
import io.apg.mesh.snapshot.SnapshotSource;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.snapshot.XdsType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.pcollections.HashTreePMap;

/** What one delta client costs without its connection: a change is sent and acknowledged. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SessionBenchmark {
  private static final String VIEW = "mesh";

  private final Mesh mesh = new Mesh(1_000);
  private final Sidecars sidecars = new Sidecars(Groups.ONE);
  private final SnapshotCache cache =
      new SnapshotCache(node -> new Binding(VIEW, sidecars.own(node.id()), Set.of()), () -> {});
  private final SnapshotSource.Subscription follower =
      cache.subscribe(Node.ofId(Sidecars.id(0)), () -> {});
  private final Lane lane = new Lane(Form.DELTA, true, "1.", () -> true);
  private final XdsSession session =
      new XdsSession(lane, new NodeMemory(), SessionSettings.DEFAULT);

  /** The client has everything. */
  @Setup
  public void sync() {
    publish();
    ask(XdsType.CLUSTER, List.of());
    List<String> names =
        mesh.view().resources(XdsType.ENDPOINT).stream().map(Resource::name).toList();
    ask(XdsType.ENDPOINT, names);
    ask(XdsType.LISTENER, List.of());
    ask(XdsType.ROUTE, List.of("outbound"));
  }

  /** One endpoint changes. */
  @Benchmark
  public int endpointChange() {
    mesh.changeEndpoint();
    publish();
    int sent = acknowledgeAll();
    if (sent != 1) {
      throw new IllegalStateException("responses: " + sent + " (expected: 1)");
    }
    return sent;
  }

  private void ask(XdsType type, List<String> names) {
    say(type, "", names);
    acknowledgeAll();
  }

  private int acknowledgeAll() {
    int sent = 0;
    for (XdsResponse response = session.next(now());
        response != null;
        response = session.next(now())) {
      sent++;
      say(response.type(), response.nonce(), List.of());
    }
    return sent;
  }

  private void say(XdsType type, String nonce, List<String> names) {
    session.onRequest(lane, new DeltaRequest(type, nonce, names, List.of(), Map.of(), null), now());
  }

  private static long now() {
    return System.nanoTime();
  }

  private void publish() {
    View view = mesh.view();
    long number = view.publication();
    cache.publish(new Publication(number, number, HashTreePMap.singleton(VIEW, view)));
    Snapshot newest = follower.current();
    if (newest != null) {
      session.onSnapshot(newest);
    }
  }
}
