package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eight proxies of both forms and roles, while the mesh changes at random. */
class RandomChangesOnEnvoyTest {
  private static final int PAIRS = 4;
  private static final Duration SPAN = Duration.ofSeconds(Effort.times(6));

  @TempDir Path folder;

  @Test
  void everyProxyConvergesAndNoRequestIsLost() throws Exception {
    try (Mesh mesh = Mesh.start(folder, "xds.release_seconds=2", "xds.leaving_seconds=3")) {
      ChangingMesh changing = new ChangingMesh(mesh.api(), ChangingMesh.backends(mesh));
      Map<Mesh.Running, LoadGenerator> loads = loads(mesh);
      List<Duration> times = changeFor(SPAN, changing, List.copyOf(loads.keySet()));
      for (Mesh.Running proxy : loads.keySet()) {
        changing.awaitOn(proxy);
        TrafficOnEnvoyTest.assertNothingLost(proxy, loads.get(proxy).stop());
      }
      tell(times);
      assertThat(times).isNotEmpty();
      for (Mesh.Running proxy : loads.keySet()) {
        changing.awaitOnlyOn(proxy);
      }
      mesh.awaitSynced(2 * PAIRS);
    }
  }

  /** Gateways and sidecars, delta and state of the world, 240 requests a second in all. */
  private static Map<Mesh.Running, LoadGenerator> loads(Mesh mesh) throws Exception {
    Map<Mesh.Running, LoadGenerator> loads =
        new TreeMap<>((one, other) -> one.address().getPort() - other.address().getPort());
    for (int i = 0; i < PAIRS; i++) {
      boolean delta = i % 2 == 0;
      start(mesh, loads, mesh.sidecar("svc_cart~" + i, delta), ChangingMesh.ORDERS);
      if (i < 2) {
        start(mesh, loads, mesh.gateway("edge~" + i, delta), ChangingMesh.ORDERS);
      } else {
        start(mesh, loads, mesh.sidecar("svc_orders~" + i, delta), ChangingMesh.CART);
      }
    }
    return loads;
  }

  private static void start(
      Mesh mesh, Map<Mesh.Running, LoadGenerator> loads, Mesh.Running proxy, String host)
      throws Exception {
    proxy.awaitOk(host, "/", Mesh.LATER);
    LoadPlan plan = LoadPlan.to(proxy.address(), host, "/").rate(30);
    loads.put(proxy, mesh.keep(LoadGenerator.start(plan)));
  }

  /** Changes without a pause, and looks at one proxy in turn; the times from answer to effect. */
  private static List<Duration> changeFor(
      Duration span, ChangingMesh changing, List<Mesh.Running> proxies) throws Exception {
    List<Duration> times = new ArrayList<>();
    long end = System.nanoTime() + span.toNanos();
    while (System.nanoTime() < end) {
      int change = changing.change();
      long answered = System.nanoTime();
      Mesh.Running proxy = proxies.get(change % proxies.size());
      while (proxy.status(ChangingMesh.MARKER, ChangingMesh.path(change)) != 200) {
        assertThat(Duration.ofNanos(System.nanoTime() - answered))
            .as("change %s on %s, %s", change, proxy.envoy().directory(), Effort.described())
            .isLessThan(Mesh.LATER);
      }
      times.add(Duration.ofNanos(System.nanoTime() - answered));
    }
    return times;
  }

  private static void tell(List<Duration> times) {
    List<Long> sorted = times.stream().map(Duration::toMillis).sorted().toList();
    System.out.printf(
        "in effect after its answer: %d changes, p50 %d ms, p90 %d ms, p99 %d ms, longest %d ms%n",
        sorted.size(),
        at(sorted, 50),
        at(sorted, 90),
        at(sorted, 99),
        sorted.get(sorted.size() - 1));
  }

  private static long at(List<Long> sorted, int percent) {
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
  }
}
