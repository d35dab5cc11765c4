package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several streams of one node id that are not one client. */
class TwinsOnEnvoyTest {
  private static final String NODE = "svc_caller~1";
  private static final String HOST = "api.shop";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void g7_twoEnvoysWithOneNodeIdAreAFinding_andBothAreServed(boolean delta) throws Exception {
    try (Mesh mesh = Mesh.start(folder, "xds.release_seconds=1")) {
      EchoBackend backend = mesh.backend("one", "v1");
      mesh.apply(service(0, backend), route(0));
      Mesh.Running one = mesh.sidecar(NODE, delta);
      one.awaitOk(HOST, "/", Mesh.LATER);
      assertThat(twins(mesh)).isFalse();
      Mesh.Running two = mesh.sidecar(NODE, delta);
      two.awaitOk(HOST, "/", Mesh.LATER);
      assertThat(twins(mesh)).isTrue();
      try (LoadGenerator first = load(one);
          LoadGenerator second = load(two)) {
        for (int i = 1; i <= 10; i++) {
          mesh.apply(service(i, backend), route(i), delete(i - 1));
        }
        TrafficOnEnvoyTest.awaitCarried(300, first, second);
        TrafficOnEnvoyTest.assertNothingLost(first.stop(), second.stop());
      }
      BriefOnEnvoyTest.assertNoTrap(one, two);
      two.envoy().kill();
      mesh.awaitSynced(1);
      assertThat(twins(mesh)).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void g7_anEnvoyThatRestartsBehindItsOldStreamInheritsNothing(boolean delta) throws Exception {
    try (Mesh mesh = Mesh.start(folder, "xds.release_seconds=1");
        HalfOpenRelay relay = new HalfOpenRelay(mesh.server().xdsPort())) {
      EchoBackend backend = mesh.backend("one", "v1");
      mesh.apply(service(0, backend), route(0));
      int port = Mesh.freePort();
      String query = "outbound=127.0.0.1:" + port + "&delta=" + delta;
      Mesh.Running old =
          mesh.launch(
              mesh.bootstrap(NODE, query + "&xds_address=127.0.0.1:" + relay.port()), NODE, port);
      old.awaitOk(HOST, "/", Mesh.LATER);
      mesh.apply(service(1, backend), route(1));
      old.envoy().kill();

      Mesh.Running restarted = mesh.launch(mesh.bootstrap(NODE, query), NODE, port);
      restarted.awaitOk(HOST, "/", Mesh.LATER);
      assertThat(twins(mesh)).isTrue();
      try (LoadGenerator load = load(restarted)) {
        for (int i = 2; i <= 8; i++) {
          // The dead stream answers nothing, so the living one is asked what it has.
          post(mesh, service(i, backend), route(i), delete(i - 1));
          String cluster = "svc_step" + i;
          restarted.await(
              cluster,
              Mesh.LATER,
              () ->
                  restarted
                      .envoy()
                      .page("/config_dump?resource=dynamic_route_configs")
                      .contains(cluster + "\""));
        }
        TrafficOnEnvoyTest.awaitCarried(300, load);
        TrafficOnEnvoyTest.assertNothingLost(load.stop());
      }
      BriefOnEnvoyTest.assertNoTrap(restarted);
    }
  }

  private static boolean twins(Mesh mesh) throws Exception {
    for (JsonNode finding : mesh.api().get("/api/findings").data().path("findings")) {
      if (finding.path("code").asText().equals("MESH0303")) {
        assertThat(finding.toString()).contains(NODE).contains("<service_id>~<instance>");
        return true;
      }
    }
    return false;
  }

  private static void post(Mesh mesh, String... objects) throws Exception {
    ApiAnswer answer = mesh.api().post("/api/apply", Objects.apply(objects));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  private static LoadGenerator load(Mesh.Running proxy) {
    return LoadGenerator.start(LoadPlan.to(proxy.address(), HOST, "/").rate(200).over(16));
  }

  private static String service(int number, EchoBackend backend) {
    return Objects.service("step" + number, "shop", "v1", backend);
  }

  private static String delete(int number) {
    return "{\"kind\": \"service\", \"service_id\": \"svc_step" + number + "\", \"delete\": true}";
  }

  private static String route(int number) {
    return Objects.route("api", "\"" + HOST + "\"", "/", "svc_step" + number + "=1");
  }
}
