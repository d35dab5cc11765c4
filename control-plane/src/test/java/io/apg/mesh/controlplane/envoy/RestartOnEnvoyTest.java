package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The control plane is killed while traffic goes on, and comes back. */
class RestartOnEnvoyTest {
  @TempDir Path folder;

  private static final Duration BACK = Duration.ofSeconds(5);

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void killedUnderLoadItLosesNoRequestAndSendsNothingThatIsCurrent(boolean delta) throws Exception {
    try (EchoBackend orders = EchoBackend.start("orders", "v1");
        EchoBackend cart = EchoBackend.start("cart", "v1")) {
      resolveOnce(orders, cart);
      MeshdLaunch launch =
          MeshdLaunch.onClassPath()
              .set("database.url", "sqlite:" + folder.resolve("mesh.db"))
              .set("dns.refresh_seconds", "1");
      try (MeshdProcess meshd = launch.start()) {
        killUnderLoad(meshd, orders, delta);
      }
    }
  }

  /** Leaves a store whose name resolved once; no resolver of a later process knows it. */
  private void resolveOnce(EchoBackend orders, EchoBackend cart) throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      mesh.name("cart.mesh-test.invalid", "127.0.0.1");
      ApiAnswer answer =
          mesh.api()
              .post(
                  "/api/apply",
                  Objects.apply(
                      Objects.service("orders", "shop", "v1", orders),
                      Objects.service(
                          "cart", "shop", "v1", "cart.mesh-test.invalid:" + cart.port())));
      assertThat(answer.status()).as("%s", answer).isEqualTo(200);
      boolean resolved =
          Await.holds(
              Mesh.LATER,
              () ->
                  mesh.api().get("/api/services/svc_cart").body().toString().contains("127.0.0.1"));
      assertThat(resolved).isTrue();
    }
  }

  private static void killUnderLoad(MeshdProcess meshd, EchoBackend orders, boolean delta)
      throws Exception {
    MeshApi api = meshd.api("admin");
    int port = Mesh.freePort();
    String bootstrap =
        api.get(
                "/api/proxies/svc_orders~1/bootstrap?outbound=127.0.0.1:"
                    + port
                    + "&delta="
                    + delta)
            .data()
            .path("bootstrap")
            .toString();
    try (EnvoyProcess envoy = EnvoyProcess.with(bootstrap).start()) {
      await(envoy, "orders.shop", port);
      await(envoy, "cart.shop", port);
      awaitSynced(api);
      Map<String, Long> before = updates(envoy);
      try (LoadGenerator load = load(port, "orders.shop");
          LoadGenerator named = load(port, "cart.shop")) {
        meshd.kill();
        assertThat(
                Await.holds(
                    Mesh.LATER,
                    () ->
                        envoy.stats("control_plane.connected_state").values().stream()
                            .allMatch(v -> v == 0)))
            .isTrue();
        meshd.restart();
        assertThat(Await.holds(BACK, () -> synced(api))).isTrue();
        TrafficOnEnvoyTest.assertNothingLost(load.stop(), named.stop());
      }
      if (delta) {
        // update_success counts responses that carried something; nothing had changed.
        assertThat(updates(envoy)).isEqualTo(before);
      }
      ApiAnswer answer =
          api.post("/api/apply", Objects.apply(Objects.service("users", "shop", "v1", orders)));
      assertThat(answer.status()).as("%s", answer).isEqualTo(200);
      await(envoy, "users.shop", port);
      Trap.assertNone(envoy, Set.of());
    }
  }

  private static Map<String, Long> updates(EnvoyProcess envoy) throws IOException {
    return new TreeMap<>(envoy.stats("(cds|lds|rds.*|cluster.svc.*)[.]update_success"));
  }

  private static LoadGenerator load(int port, String host) {
    return LoadGenerator.start(LoadPlan.to(Mesh.loopback(port), host, "/").rate(100));
  }

  private static void await(EnvoyProcess envoy, String host, int port) throws Exception {
    envoy.await(
        host, Mesh.LATER, () -> HttpConnection.get(Mesh.loopback(port), host, "/").status() == 200);
  }

  private static void awaitSynced(MeshApi api) throws Exception {
    assertThat(Await.holds(Mesh.LATER, () -> synced(api))).isTrue();
  }

  private static boolean synced(MeshApi api) throws IOException, InterruptedException {
    JsonNode proxies = api.get("/api/health").data().path("proxies");
    return proxies.path("connected").asInt() == 1 && proxies.path("synced").asInt() == 1;
  }
}
