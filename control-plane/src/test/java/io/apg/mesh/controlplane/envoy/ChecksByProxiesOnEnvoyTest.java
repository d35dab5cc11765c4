package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.http.EchoBackend;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints that each proxy checks by itself. */
class ChecksByProxiesOnEnvoyTest {
  @TempDir Path folder;

  private static String balancer(String service, int timeout) {
    return """
        {"kind": "load_balancer", "load_balancer_name": "%s", "health_check_mode": "proxy",
         "health_check_interval": 1, "health_check_timeout": %d,
         "health_check_unhealthy_threshold": 1, "health_check_healthy_threshold": 1,
         "service_ids": ["svc_%s"]}
        """
        .formatted(service, timeout, service);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anEndpointThatFailsItsChecksGetsNoRequests(boolean delta) throws Exception {
    try (Mesh mesh = Mesh.start(folder, "traffic_management.drain_seconds=1")) {
      EchoBackend one = mesh.backend("orders", "v1");
      EchoBackend two = mesh.backend("orders", "v1b");
      mesh.apply(Objects.service("orders", "shop", "v1", one, two), balancer("orders", 1));
      ApiAnswer shown = mesh.api().get("/api/load-balancers/lb_orders");
      assertThat(shown.data().path("health_check_enabled").asBoolean()).isTrue();
      assertThat(shown.data().path("enforced_reason").asText()).isEmpty();
      Mesh.Running sidecar = mesh.sidecar("svc_caller~1", delta);
      sidecar.awaitOk("orders.shop", "/", Mesh.LATER);
      healthy(sidecar, 2);
      int port = two.port();
      two.close();
      healthy(sidecar, 1);
      assertThat(sidecar.backend("orders.shop", "/")).isEqualTo("orders@v1");
      mesh.keep(EchoBackend.start("orders", "v1c", Mesh.loopback(port)));
      healthy(sidecar, 2);
      mesh.apply(Objects.service("orders", "shop", "v1", one));
      sidecar.await(
          "gone when it has drained",
          Mesh.LATER,
          () -> sidecar.stat("cluster.svc_orders.membership_total") == 1);
      mesh.awaitSynced(1);
      BriefOnEnvoyTest.assertNoTrap(sidecar);
    }
  }

  private static void healthy(Mesh.Running sidecar, int endpoints) throws Exception {
    sidecar.await(
        endpoints + " healthy",
        Mesh.LATER,
        () -> sidecar.stat("cluster.svc_orders.membership_healthy") == endpoints);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSilentEndpointDelaysNobodyElse(boolean delta) throws Exception {
    try (Mesh mesh = Mesh.start(folder);
        ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      EchoBackend orders = mesh.backend("orders", "v1");
      EchoBackend cart = mesh.backend("cart", "v1");
      String slow = "127.0.0.1:" + silent.getLocalPort();
      apply(
          mesh,
          Objects.service("orders", "shop", "v1", orders),
          Objects.service("slow", "shop", "v1", slow),
          balancer("slow", 60));
      // It starts although a check is not answered.
      Mesh.Running sidecar = mesh.sidecar("svc_caller~1", delta);
      sidecar.awaitOk("orders.shop", "/", Mesh.LATER);

      apply(mesh, Objects.route("live", "\"api.test\"", "/", "svc_orders=1"));
      sidecar.awaitOk("api.test", "/", Mesh.LATER);
      apply(mesh, Objects.route("live", "\"api.test\"", "/", "svc_slow=1"));
      for (int i = 0; i < 10; i++) {
        String host = "s" + i + ".shop";
        apply(mesh, Objects.service("s" + i, "shop", "v1", cart));
        sidecar.awaitOk(host, "/", Mesh.LATER);
        apply(mesh, Objects.route("r" + i, "\"" + host + "\"", "/", "svc_orders=1"));
        sidecar.await(host, Mesh.LATER, () -> sidecar.backend(host, "/").equals("orders@v1"));
      }
      assertThat(ResolvedByProxiesOnEnvoyTest.waits(mesh, "rds"))
          .isEqualTo(List.of("svc_slow: waits for a health check"));
      assertThat(ResolvedByProxiesOnEnvoyTest.waits(mesh, "cds"))
          .isEqualTo(List.of("svc_slow: waits for a health check"));
      assertThat(sidecar.backend("api.test", "/")).as("a live route").isEqualTo("orders@v1");
      BriefOnEnvoyTest.assertNoTrap(sidecar);
    }
  }

  private static void apply(Mesh mesh, String... objects) throws Exception {
    ApiAnswer answer = mesh.api().post("/api/apply", Objects.apply(objects));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }
}
