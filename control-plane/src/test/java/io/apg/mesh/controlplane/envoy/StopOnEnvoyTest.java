package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.api.MeshApi;
import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.http.HttpConnection;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import io.apg.mesh.examples.process.Await;
import io.apg.mesh.examples.process.EnvoyProcess;
import io.apg.mesh.examples.process.MeshdLaunch;
import io.apg.mesh.examples.process.MeshdProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The control plane is told to stop while traffic goes on, and another takes over. */
class StopOnEnvoyTest {
  private static final String HOST = "orders.shop";

  @TempDir Path folder;

  @Test
  void a12_anEnvoyShowsWhichReplicaServesIt() throws Exception {
    try (Mesh mesh = Mesh.start(folder, "server.instance=replica-7")) {
      Mesh.Running sidecar = mesh.sidecar("svc_caller~1", true);
      assertThat(sidecar.envoy().page("/stats?filter=control_plane.identifier"))
          .contains("apg-mesh/replica-7");
    }
  }

  @Test
  void h7_aStopDrainsStreams_losesNoWriteAndNoRequest_andTheNextOneTakesOver() throws Exception {
    try (EchoBackend one = EchoBackend.start("one", "v1");
        EchoBackend two = EchoBackend.start("two", "v1");
        MeshdProcess meshd = MeshdLaunch.onClassPath().start()) {
      MeshApi api = meshd.api("admin");
      apply(api, Objects.service("orders", "shop", "v1", one));
      List<EnvoyProcess> envoys = new ArrayList<>();
      List<LoadGenerator> loads = new ArrayList<>();
      try {
        for (boolean delta : new boolean[] {true, false}) {
          int port = Mesh.freePort();
          EnvoyProcess envoy = envoy(api, "svc_orders~" + (delta ? 1 : 2), port, delta);
          envoys.add(envoy);
          loads.add(
              LoadGenerator.start(LoadPlan.to(Mesh.loopback(port), HOST, "/").rate(200).over(16)));
        }
        assertThat(Await.holds(Mesh.LATER, () -> api.get("/api/proxies").status() == 200)).isTrue();
        Ready ready = new Ready(meshd);
        long start = System.nanoTime();
        ApiAnswer last = apply(api, Objects.service("late", "shop", "v1", two));
        assertThat(meshd.stop()).as("exit code").isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(ready.sawNotReady()).as("it says that it is not ready before it ends").isTrue();
        awaitConnected(envoys, 0);
        meshd.restart();
        MeshApi next = meshd.api("admin");
        assertThat(next.get("/api/services/svc_late").revision())
            .isGreaterThanOrEqualTo(last.revision());
        awaitConnected(envoys, 1);
        ApiAnswer moved = apply(next, Objects.service("orders", "shop", "v1", two));
        for (EnvoyProcess envoy : envoys) {
          envoy.await(
              "moved", Mesh.LATER, () -> envoy.page("/clusters").contains(":" + two.port() + "::"));
        }
        assertThat(moved.revision()).isGreaterThan(last.revision());
        for (LoadGenerator load : loads) {
          TrafficOnEnvoyTest.assertNothingLost(load.stop());
        }
      } finally {
        loads.forEach(LoadGenerator::close);
        for (EnvoyProcess envoy : envoys) {
          envoy.close();
        }
      }
    }
  }

  private static ApiAnswer apply(MeshApi api, String object) throws Exception {
    ApiAnswer answer = api.post("/api/apply", Objects.apply(object));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer;
  }

  private static EnvoyProcess envoy(MeshApi api, String node, int port, boolean delta)
      throws Exception {
    String bootstrap =
        api.get(
                "/api/proxies/"
                    + node
                    + "/bootstrap?outbound=127.0.0.1:"
                    + port
                    + "&delta="
                    + delta)
            .data()
            .path("bootstrap")
            .toString();
    EnvoyProcess envoy = EnvoyProcess.with(bootstrap).named(node.replace('~', '-')).start();
    envoy.await(
        HOST, Mesh.LATER, () -> HttpConnection.get(Mesh.loopback(port), HOST, "/").status() == 200);
    return envoy;
  }

  private static void awaitConnected(List<EnvoyProcess> envoys, long state)
      throws InterruptedException {
    for (EnvoyProcess envoy : envoys) {
      envoy.await(
          "connected " + state,
          Mesh.LATER,
          () -> envoy.stats("control_plane.connected_state").containsValue(state));
    }
  }

  /** Asks all the time whether a process is ready. */
  private static final class Ready {
    private final Thread thread;
    private volatile boolean seen;

    Ready(MeshdProcess meshd) {
      thread = new Thread(() -> ask(meshd), "ready");
      thread.setDaemon(true);
      thread.start();
    }

    private void ask(MeshdProcess meshd) {
      while (!seen) {
        try {
          seen = HttpConnection.get(meshd.http(), "meshd", "/readyz").status() == 503;
          TimeUnit.MILLISECONDS.sleep(5);
        } catch (IOException e) {
          return; // It is gone.
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }

    boolean sawNotReady() throws InterruptedException {
      thread.join(Mesh.LATER.toMillis());
      return seen;
    }
  }
}
