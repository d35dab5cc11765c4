package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import io.apg.mesh.examples.process.Await;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an Envoy refuses although our own checks took it. */
class RejectionOnEnvoyTest {
  /** Our limit is 1,000 instructions, an Envoy's without our bootstrap 100. */
  private static final String BIG = "/[a-z0-9-]{1,63}/[a-z0-9-]{1,63}";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRejectedRouteIsToldAndHarmsNothingElse(boolean delta) throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      mesh.expect(Trap.REJECTION);
      apply(
          mesh,
          Objects.service("orders", "shop", "v1", mesh.backend("orders", "v1")),
          Objects.service("cart", "shop", "v1", mesh.backend("cart", "v1")));
      Mesh.Running sidecar = foreign(mesh, "svc_cart~1", delta);
      sidecar.awaitOk("orders.shop", "/", Mesh.LATER);
      mesh.awaitSynced(1);

      apply(
          mesh,
          Objects.route("good", "\"good.example.com\"", "/", "svc_cart=1"),
          Objects.route("bad", "\"bad.example.com\"", BIG, "svc_cart=1")
              .replace("\"match_value\"", "\"match_type\": \"regex\", \"match_value\""));
      assertThat(Await.holds(Mesh.LATER, () -> error(mesh).contains("route_bad"))).isTrue();
      JsonNode rds = mesh.proxy("svc_cart~1").path("types").path("rds");
      assertThat(rds.path("status").asText()).isEqualTo("error");
      assertThat(rds.path("error").path("message").asText()).contains("max program size");
      assertThat(sidecar.status("orders.shop", "/")).isEqualTo(200);

      // Later good changes flow, in the same route configuration too.
      apply(mesh, Objects.service("users", "shop", "v1", mesh.backend("users", "v1")));
      sidecar.awaitOk("users.shop", "/", Mesh.SOON);
      apply(mesh, Objects.route("later", "\"later.example.com\"", "/", "svc_orders=1"));
      sidecar.awaitOk("later.example.com", "/", Mesh.SOON);
      assertThat(sidecar.status("bad.example.com", "/a/b")).isEqualTo(404);
      // It was refused once, and not sent again.
      long rejected = rejections(sidecar);
      apply(mesh, Objects.route("later", "\"later.example.com\"", "/x", "svc_orders=1"));
      sidecar.awaitOk("later.example.com", "/x", Mesh.SOON);
      sidecar.await("404", Mesh.SOON, () -> sidecar.status("later.example.com", "/y") == 404);
      assertThat(rejections(sidecar)).isEqualTo(rejected);

      // Mending the object heals, without any restart.
      apply(mesh, Objects.route("bad", "\"bad.example.com\"", "/mended", "svc_cart=1"));
      sidecar.awaitOk("bad.example.com", "/mended", Mesh.SOON);
      apply(mesh, Objects.route("good", "\"good.example.com\"", "/g", "svc_cart=1"));
      sidecar.awaitOk("good.example.com", "/g", Mesh.SOON);
      mesh.awaitSynced(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRejectionOutlivesARestartAndIsShared(boolean delta) throws Exception {
    String[] ports = {"server.xds.port=" + Mesh.freePort()};
    try (Mesh before = Mesh.start(folder, ports)) {
      before.expect(Trap.REJECTION);
      before.expect(Trap.DISCONNECTED); // at its end the other server is gone, too
      apply(
          before,
          Objects.service("orders", "shop", "v1", before.backend("orders", "v1")),
          Objects.service("cart", "shop", "v1", before.backend("cart", "v1")));
      Mesh.Running first = foreign(before, "svc_cart~1", delta);
      first.awaitOk("orders.shop", "/", Mesh.LATER);
      before.awaitSynced(1);
      try (LoadGenerator load =
          LoadGenerator.start(LoadPlan.to(first.address(), "orders.shop", "/").rate(200))) {
        apply(
            before,
            Objects.route("bad", "\"orders.shop\"", BIG, "svc_cart=1")
                .replace("\"match_value\"", "\"match_type\": \"regex\", \"match_value\""));
        awaitRejections(before, 1);
        long refused = rejections(first);
        before.server().close();
        try (Mesh after = Mesh.start(folder, ports)) {
          after.expect(Trap.REJECTION);
          awaitRejections(after, 1);
          apply(after, Objects.service("users", "shop", "v1", after.backend("users", "v1")));
          first.awaitOk("users.shop", "/", Mesh.LATER);
          assertThat(rejections(first)).isEqualTo(refused);

          foreign(after, "svc_cart~2", delta).awaitOk("users.shop", "/", Mesh.LATER);
          awaitRejections(after, 2);
          // This one would take it; but nobody knows that of its version now.
          Mesh.Running third = after.sidecar("svc_cart~3", delta);
          third.awaitOk("orders.shop", "/", Mesh.LATER);
          assertThat(Await.holds(Mesh.LATER, () -> delivery(after, "withheld_total") == 1))
              .isTrue();
          assertThat(rejections(third)).isZero();
          apply(after, Objects.route("bad", "\"orders.shop\"", "/mended", "svc_cart=1"));
          third.await(
              "mended",
              Mesh.LATER,
              () -> third.backend("orders.shop", "/mended").equals("cart@v1"));
          after.awaitSynced(3);
          assertThat(delivery(after, "rejections_total")).isZero();
          assertThat(rejections(first)).isEqualTo(refused);
          assertThat(load.snapshot().succeeded()).isPositive();
          TrafficOnEnvoyTest.assertNothingLost(load.stop());
        }
      }
    }
  }

  /** An Envoy with its own limit, as somebody else's bootstrap leaves it. */
  private static Mesh.Running foreign(Mesh mesh, String nodeId, boolean delta) throws Exception {
    int port = Mesh.freePort();
    String query = "outbound=127.0.0.1:" + port + "&delta=" + delta;
    String bootstrap =
        mesh.bootstrap(nodeId, query)
            .replace("\"re2.max_program_size.error_level\"", "\"some.other.key\"");
    return mesh.launch(bootstrap, nodeId, port);
  }

  private static void awaitRejections(Mesh mesh, int number) throws Exception {
    assertThat(Await.holds(Mesh.LATER, () -> delivery(mesh, "rejections_total") == number))
        .isTrue();
  }

  private static int delivery(Mesh mesh, String field) throws IOException, InterruptedException {
    return mesh.api().get("/api/routes/route_bad").data().path("delivery").path(field).asInt();
  }

  private static long rejections(Mesh.Running sidecar) throws Exception {
    return sidecar.envoy().stats("rds.*update_rejected").values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private static String error(Mesh mesh) {
    try {
      return mesh.proxy("svc_cart~1").path("types").path("rds").path("error").toString();
    } catch (Exception e) {
      return "";
    }
  }

  private static void apply(Mesh mesh, String... objects) throws Exception {
    ApiAnswer answer = mesh.api().post("/api/apply", Objects.apply(objects));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }
}
