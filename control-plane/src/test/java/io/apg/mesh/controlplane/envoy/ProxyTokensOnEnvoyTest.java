package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import io.apg.mesh.examples.process.Await;
import io.apg.mesh.examples.process.EnvoyProcess;
import io.apg.mesh.translate.TokenSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With proxy authentication, an Envoy gets in by the token in its file, and by nothing else. */
class ProxyTokensOnEnvoyTest {
  private static final String ON = "security.proxy_authentication_required=true";
  private static final String HOST = "orders.shop";

  @TempDir Path folder;
  @TempDir Path tokens;

  private Path file;

  @BeforeEach
  void name() {
    file = tokens.resolve("token.json");
  }

  private record Token(String text, String id) {}

  private static Token token(Mesh mesh, String owner) throws Exception {
    ApiAnswer answer =
        mesh.api()
            .post(
                "/api/tokens",
                "{\"subject\": \"test\", \"roles\": [\"proxy\"], %s}".formatted(owner));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return new Token(answer.data().path("token").asText(), answer.data().path("token_id").asText());
  }

  /** As whoever rotates a token does: a new file takes the place of the old one. */
  private void write(Token token) throws Exception {
    Path draft = Files.writeString(tokens.resolve("draft"), TokenSecret.json(token.text()));
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean happened(Mesh mesh, String reason, String... words)
      throws IOException, InterruptedException {
    JsonNode events = mesh.api().get("/api/events?type=proxy_refused").data().path("events");
    for (JsonNode event : events) {
      boolean told = event.path("details").path("reason").asText().equals(reason);
      for (String word : words) {
        told &= event.toString().contains(word);
      }
      if (told) {
        return true;
      }
    }
    return false;
  }

  private static void awaitRefused(Mesh mesh, String reason, String... words) throws Exception {
    assertThat(Await.holds(Mesh.LATER, () -> happened(mesh, reason, words)))
        .as("%s in %s", reason, mesh.api().get("/api/events").body())
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTokenIsReplacedWhileRequestsGoOn(boolean delta) throws Exception {
    try (Mesh mesh = Mesh.start(folder, ON)) {
      EchoBackend orders = mesh.backend("orders", "v1");
      mesh.apply(Objects.service("orders", "shop", "v1", orders));
      Token first = token(mesh, "\"service\": \"svc_orders\"");
      write(first);
      int port = Mesh.freePort();
      String query = "outbound=127.0.0.1:" + port + "&delta=" + delta + "&token_file=" + file;
      Mesh.Running sidecar =
          mesh.launch(mesh.bootstrap("svc_orders~1", query), "svc_orders~1", port);
      sidecar.awaitOk(HOST, "/", Mesh.LATER);
      mesh.awaitSynced(1);
      LoadPlan plan = LoadPlan.to(sidecar.address(), HOST, "/").rate(100);
      try (LoadGenerator load = LoadGenerator.start(plan)) {
        write(token(mesh, "\"service\": \"svc_orders\""));
        assertThat(mesh.api().delete("/api/tokens/" + first.id()).status()).isEqualTo(200);
        awaitRefused(mesh, "revoked", "svc_orders~1", first.id());
        mesh.awaitSynced(1);
        mesh.apply(Objects.service("cart", "shop", "v1", orders));
        sidecar.awaitOk("cart.shop", "/", Mesh.LATER);
        TrafficOnEnvoyTest.awaitCarried(load.snapshot().requests() + 150, load);
        TrafficOnEnvoyTest.assertNothingLost(load.stop());
      }
      mesh.awaitSynced(1);
    }
  }

  @Test
  void aGatewayHasATokenOfItsOwn() throws Exception {
    try (Mesh mesh = Mesh.start(folder, ON)) {
      mesh.apply(
          Objects.service("orders", "shop", "v1", mesh.backend("orders", "v1")),
          Objects.route("front", "\"shop.example\"", "/", "svc_orders=1"));
      write(token(mesh, "\"gateway\": \"edge\""));
      int port = Mesh.freePort();
      String query = "role=gateway&listen=127.0.0.1:" + port + "&token_file=" + file;
      Mesh.Running gateway = mesh.launch(mesh.bootstrap("edge~1", query), "edge~1", port);
      gateway.awaitOk("shop.example", "/", Mesh.LATER);
      mesh.awaitSynced(1);
    }
  }

  @Test
  void withoutATokenOrWithAnothersAnEnvoyIsNotLetIn_andTheControlPlaneSaysWhy() throws Exception {
    try (Mesh mesh = Mesh.start(folder, ON)) {
      EchoBackend backend = mesh.backend("orders", "v1");
      mesh.apply(
          Objects.service("orders", "shop", "v1", backend),
          Objects.service("cart", "shop", "v1", backend));
      write(token(mesh, "\"service\": \"svc_cart\""));

      EnvoyProcess without = refused(mesh, "svc_orders~1", "");
      awaitRefused(mesh, "no_token", "127.0.0.1");
      EnvoyProcess foreign = refused(mesh, "svc_orders~2", "&token_file=" + file);
      awaitRefused(mesh, "other_identity", "svc_orders~2", "the token is for service svc_cart");

      assertThat(without.log()).contains("authorization: absent");
      assertThat(foreign.log()).contains("the token is for service svc_cart");
      assertThat(without.stats("cluster_manager.cds.update_success").values())
          .allMatch(count -> count == 0);
      assertThat(mesh.api().get("/api/proxies").data().path("total").asInt()).isZero();
      write(token(mesh, "\"service\": \"svc_orders\""));
      mesh.awaitSynced(1); // the file was mended: nobody started that Envoy again
    }
  }

  private static EnvoyProcess refused(Mesh mesh, String node, String token) throws Exception {
    String query = "outbound=127.0.0.1:" + Mesh.freePort() + token;
    return mesh.keep(
        EnvoyProcess.with(mesh.bootstrap(node, query)).named(node.replace('~', '-')).launch());
  }
}
