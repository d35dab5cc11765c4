package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import io.apg.mesh.examples.load.LoadStats;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first requests of the product's user, on real Envoys. */
class BriefOnEnvoyTest {
  @TempDir Path folder;

  static final String REGISTER =
      """
      {
        "service_config": {
          "service_name": "user-service",
          "service_version": "v1.2.0",
          "namespace": "auth",
          "description": "User authentication and management service"
        },
        "endpoints": [
          {"host": "user-service-1.auth.svc.cluster.local", "port": 8080, "protocol": "http",
           "path": "/api/v1", "weight": 100, "health_check_path": "/health"},
          {"host": "user-service-2.auth.svc.cluster.local", "port": 8080, "protocol": "http",
           "path": "/api/v1", "weight": 100, "health_check_path": "/health"}
        ]
      }
      """;

  /** The next version, on one endpoint. */
  static final String SECOND_VERSION =
      REGISTER
          .replace("v1.2.0", "v2.0.0")
          .replace("user-service-1.", "user-service-3.")
          .replaceAll("(?s),\\s*\\{\"host\": \"user-service-2.*?\\}", "");

  static final String ROUTE =
      """
      {
        "route_config": {
          "route_name": "user-api-route",
          "match_type": "prefix",
          "match_value": "/api/users",
          "destination_services": [
            {"service_id": "svc_user_service", "weight": 90},
            {"service_id": "svc_user_service_v2", "weight": 10}
          ],
          "timeout_ms": 30000,
          "retry_attempts": 3,
          "priority": 1000
        }
      }
      """;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void registerAndRouteAsTheBriefSays(boolean delta) throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      mesh.backend("one", "v1.2.0", Mesh.host(1), 8080);
      mesh.backend("two", "v1.2.0", Mesh.host(2), 8080);
      mesh.backend("three", "v2.0.0", Mesh.host(3), 8080);
      mesh.name("user-service-1.auth.svc.cluster.local", Mesh.host(1));
      mesh.name("user-service-2.auth.svc.cluster.local", Mesh.host(2));
      mesh.name("user-service-3.auth.svc.cluster.local", Mesh.host(3));
      Mesh.Running sidecar = mesh.sidecar("svc_caller~1", delta);
      Mesh.Running gateway = mesh.gateway("edge~1", delta);

      ApiAnswer registered = mesh.api().post("/api/services", REGISTER);
      assertThat(registered.status()).isEqualTo(201);
      assertThat(registered.data().path("service_id").asText()).isEqualTo("svc_user_service");
      sidecar.awaitOk("user-service.auth", "/hello", Mesh.SOON);

      assertThat(
              mesh.api().post("/api/services", SECOND_VERSION).data().path("service_id").asText())
          .isEqualTo("svc_user_service_v2");

      ApiAnswer routed = mesh.api().post("/api/routes", ROUTE);
      assertThat(routed.status()).isEqualTo(201);
      assertThat(routed.data().path("route_id").asText()).isEqualTo("route_user_api_route");
      gateway.awaitOk("anything.example.com", "/api/users/7", Mesh.SOON);
      sidecar.awaitOk("user-service.auth.mesh", "/api/users/7", Mesh.SOON);

      assertSplit(sidecar, "user-service.auth", 10);
      assertSplit(gateway, "anything.example.com", 10);
      assertThat(gateway.status("anything.example.com", "/other")).isEqualTo(404);
      mesh.awaitSynced(2);
      assertNoTrap(sidecar, gateway);
    }
  }

  private static void assertSplit(Mesh.Running proxy, String host, double second)
      throws InterruptedException {
    LoadStats stats =
        LoadGenerator.run(LoadPlan.to(proxy.address(), host, "/api/users/7").rate(0).exactly(2000));
    assertThat(stats.failed()).isZero();
    assertThat(stats.succeeded()).isEqualTo(2000);
    assertThat(stats.share("three@v2.0.0")).as("%s", stats).isBetween(second - 3, second + 3);
  }

  static void assertNoTrap(Mesh.Running... proxies) throws Exception {
    for (Mesh.Running proxy : proxies) {
      proxy
          .envoy()
          .stats("init_fetch_timeout|update_rejected")
          .forEach((name, value) -> assertThat(value).as(name).isZero());
    }
  }
}
