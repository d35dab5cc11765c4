package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import io.apg.mesh.examples.load.LoadStats;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints are removed while they answer. */
class DrainingOnEnvoyTest {
  private static final String HOST = "orders.shop";
  private static final String NAME = "orders.mesh-test.invalid";
  private static final String MEMBERS = "cluster.svc_orders.membership_total";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void allAreReplacedOneByOneAndAtOnceWithRequestsInFlight(boolean delta) throws Exception {
    try (Mesh mesh = Mesh.start(folder, "traffic_management.drain_seconds=3")) {
      EchoBackend a = mesh.backend("a", "v1");
      EchoBackend b = mesh.backend("b", "v1");
      EchoBackend c = mesh.backend("c", "v1");
      EchoBackend d = mesh.backend("d", "v1");
      mesh.apply(orders(a, b));
      Mesh.Running sidecar = mesh.sidecar("svc_caller~1", delta);
      sidecar.awaitOk(HOST, "/", Mesh.LATER);
      try (LoadGenerator load = slow(sidecar)) {
        step(mesh, load, c, b);
        assertThat(sidecar.stat(MEMBERS)).as("one drains").isEqualTo(3);
        step(mesh, load, c, d);
        step(mesh, load, a, b);
        step(mesh, load, c, d);
        sidecar.await("drained", Mesh.LATER, () -> sidecar.stat(MEMBERS) == 2);
        long last = a.requests() + b.requests();
        TrafficOnEnvoyTest.awaitCarried(load.snapshot().requests() + 100, load);
        assertThat(a.requests() + b.requests()).isEqualTo(last);
        TrafficOnEnvoyTest.assertNothingLost(load.stop());
      }
      mesh.awaitSynced(1);
      BriefOnEnvoyTest.assertNoTrap(sidecar);
    }
  }

  private static String orders(EchoBackend... backends) {
    return Objects.service("orders", "shop", "v1", backends);
  }

  private static LoadGenerator slow(Mesh.Running proxy) {
    LoadPlan plan = LoadPlan.to(proxy.address(), HOST, "/?delay_ms=300");
    return LoadGenerator.start(plan.rate(200).over(150));
  }

  private static void step(Mesh mesh, LoadGenerator load, EchoBackend... backends)
      throws Exception {
    TrafficOnEnvoyTest.awaitCarried(load.snapshot().requests() + 60, load);
    mesh.apply(orders(backends));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aNameThatChangesItsAnswerCutsNothing(boolean delta) throws Exception {
    try (Mesh mesh = Mesh.start(folder, "traffic_management.drain_seconds=3")) {
      int port = Mesh.freePort();
      EchoBackend one = mesh.backend("one", "v1", Mesh.host(1), port);
      EchoBackend two = mesh.backend("two", "v1", Mesh.host(2), port);
      mesh.name(NAME, Mesh.host(1));
      mesh.apply(Objects.service("orders", "shop", "v1", NAME + ":" + port));
      Mesh.Running sidecar = mesh.sidecar("svc_caller~1", delta);
      sidecar.awaitOk(HOST, "/", Mesh.LATER);
      try (LoadGenerator load = slow(sidecar)) {
        TrafficOnEnvoyTest.awaitCarried(60, load);
        mesh.name(NAME, Mesh.host(2));
        sidecar.await("moved", Mesh.LATER, () -> sidecar.backend(HOST, "/").equals(two.id()));
        assertThat(sidecar.stat(MEMBERS)).isEqualTo(2);
        sidecar.await("drained", Mesh.LATER, () -> sidecar.stat(MEMBERS) == 1);
        TrafficOnEnvoyTest.assertNothingLost(load.stop());
      }
      assertThat(one.requests()).isPositive();
    }
  }

  /** Endpoints that drain are many here: neither panic nor the next priority may take over. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatDrainsNeitherGetsRequestsNorSendsThemElsewhere(boolean delta) throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      EchoBackend stays = mesh.backend("stays", "v1");
      EchoBackend backup = mesh.backend("backup", "v1");
      List<String> all = new ArrayList<>(List.of(endpoint(stays, 0), endpoint(backup, 1)));
      for (int i = 0; i < 15; i++) {
        all.add(endpoint(mesh.backend("goes", "v1"), 0));
      }
      mesh.apply(service(all));
      Mesh.Running sidecar = mesh.sidecar("svc_caller~1", delta);
      sidecar.awaitOk(HOST, "/", Mesh.LATER);
      mesh.apply(service(all.subList(0, 2)));
      assertThat(sidecar.stat(MEMBERS)).isEqualTo(17);
      LoadStats stats =
          LoadGenerator.run(LoadPlan.to(sidecar.address(), HOST, "/").rate(0).exactly(500));
      assertThat(stats.failed()).isZero();
      assertThat(stats.answeredBy(stays.id())).as("%s", stats).isEqualTo(500);
    }
  }

  private static String endpoint(EchoBackend backend, int priority) {
    return "{\"host\": \"127.0.0.1\", \"port\": %d, \"priority\": %d}"
        .formatted(backend.port(), priority);
  }

  private static String service(List<String> endpoints) {
    return """
        {"kind": "service", "service_name": "orders", "namespace": "shop",
         "service_version": "v1", "endpoints": [%s]}
        """
        .formatted(String.join(", ", endpoints));
  }
}
