package io.apg.mesh.controlplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.controlplane.security.Role;
import io.apg.mesh.v1.ListRoutesRequest;
import io.apg.mesh.v1.RouteRegistryGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token that is revoked opens nothing any more, at once and after a restart. */
class TokenRevocationTest {
  @TempDir Path folder;

  private static JsonNode create(LiveMesh mesh, String body) {
    LiveMesh.Answer answer = mesh.send("POST", "/api/tokens", body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.data();
  }

  private static int reads(LiveMesh mesh, String token) {
    return mesh.sendAs(token, "GET", "/api/routes", "").status();
  }

  @Test
  void aRevokedTokenIsRefusedByRestAndGrpc_alsoAfterARestart() throws Exception {
    String token;
    try (LiveMesh mesh = new LiveMesh(folder)) {
      JsonNode made = create(mesh, "{\"subject\": \"ci\", \"roles\": [\"viewer\"]}");
      token = made.path("token").asText();
      String id = made.path("token_id").asText();
      assertThat(reads(mesh, token)).isEqualTo(200);

      JsonNode revoked = mesh.send("DELETE", "/api/tokens/" + id, "").data();

      assertThat(revoked.path("subject").asText()).isEqualTo("ci");
      assertThat(revoked.path("revoked_by").asText()).isEqualTo("test");
      LiveMesh.Answer refused = mesh.sendAs(token, "GET", "/api/routes", "");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.error().path("message").asText()).contains(id, "was revoked");
      assertThat(overGrpc(mesh, token).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }
    try (LiveMesh mesh = new LiveMesh(folder)) {
      assertThat(reads(mesh, token)).isEqualTo(401);
    }
  }

  @Test
  void tokensAreListedWithoutThemselves() throws Exception {
    try (LiveMesh mesh = new LiveMesh(folder)) {
      JsonNode ci = create(mesh, "{\"subject\": \"ci\", \"roles\": [\"viewer\", \"operator\"]}");
      JsonNode proxy =
          create(
              mesh,
              "{\"subject\": \"edge\", \"roles\": [\"proxy\"], \"gateway\": \"edge\","
                  + " \"ttl_seconds\": 60}");
      mesh.send("DELETE", "/api/tokens/" + ci.path("token_id").asText(), "").data();

      LiveMesh.Answer listed = mesh.send("GET", "/api/tokens", "");

      assertThat(listed.data().path("total").asInt()).isEqualTo(2);
      assertThat(listed.data().path("tokens").findValuesAsText("token_id"))
          .containsExactlyInAnyOrder(ci.path("token_id").asText(), proxy.path("token_id").asText());
      assertThat(listed.data().path("tokens").findValuesAsText("gateway"))
          .containsExactlyInAnyOrder("", "edge");
      assertThat(listed.data().path("tokens").findValues("revoked_at")).hasSize(1);
      assertThat(listed.body())
          .doesNotContain(ci.path("token").asText(), proxy.path("token").asText());
      assertThat(
              mesh.send("GET", "/api/tokens?page_size=1", "")
                  .data()
                  .path("next_page_token")
                  .asText())
          .isNotEmpty();
      String other = mesh.token(Role.ADMIN, "acme");
      assertThat(mesh.sendAs(other, "GET", "/api/tokens", "").data().path("total").asInt())
          .isZero();
    }
  }

  @Test
  void aTokenThatWasMadeElsewhereIsRevokedToo_andAnotherTenantsIsNot() throws Exception {
    try (LiveMesh mesh = new LiveMesh(folder)) {
      String offline = mesh.token(Role.VIEWER, "default"); // its id is t1, as the admins' is
      String others = mesh.token(Role.ADMIN, "acme");
      JsonNode admin = create(mesh, "{\"subject\": \"root\", \"roles\": [\"admin\"]}");
      String root = admin.path("token").asText();

      JsonNode revoked = mesh.sendAs(root, "DELETE", "/api/tokens/t1", "").data();

      assertThat(revoked.path("subject").asText()).isEmpty();
      assertThat(reads(mesh, offline)).isEqualTo(401);
      assertThat(reads(mesh, others)).isEqualTo(200);
      JsonNode listed = mesh.sendAs(root, "GET", "/api/tokens", "").data().path("tokens");
      assertThat(listed.findValuesAsText("token_id")).contains("t1");
    }
  }

  @Test
  void onlyAnAdminListsAndRevokes() throws Exception {
    try (LiveMesh mesh = new LiveMesh(folder)) {
      String operator = mesh.token(Role.OPERATOR, "default");
      assertThat(mesh.sendAs(operator, "GET", "/api/tokens", "").status()).isEqualTo(403);
      assertThat(mesh.sendAs(operator, "DELETE", "/api/tokens/t1", "").status()).isEqualTo(403);
      assertThat(reads(mesh, operator)).isEqualTo(200);
    }
  }

  @Test
  void aProxysTokenOpensNothingOfTheApi() throws Exception {
    try (LiveMesh mesh = new LiveMesh(folder)) {
      String token =
          create(mesh, "{\"subject\": \"a\", \"roles\": [\"proxy\"], \"service\": \"svc_a\"}")
              .path("token")
              .asText();
      assertThat(reads(mesh, token)).isEqualTo(403);
      for (String wrong :
          new String[] {
            "\"roles\": [\"proxy\"]",
            "\"roles\": [\"proxy\", \"admin\"], \"service\": \"svc_a\"",
            "\"roles\": [\"proxy\"], \"service\": \"svc_a\", \"gateway\": \"edge\"",
            "\"roles\": [\"proxy\"], \"service\": \"a b\"",
            "\"roles\": [\"viewer\"], \"service\": \"svc_a\""
          }) {
        assertThat(mesh.send("POST", "/api/tokens", "{\"subject\": \"a\", " + wrong + "}").status())
            .as(wrong)
            .isEqualTo(422);
      }
    }
  }

  private static ApiError overGrpc(LiveMesh mesh, String token) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", mesh.adminPort()).usePlaintext().build();
    try {
      Metadata headers = new Metadata();
      headers.put(CallMetadata.AUTHORIZATION, "Bearer " + token);
      var routes =
          RouteRegistryGrpc.newBlockingStub(channel)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
      return ApiError.fromGrpc(
          catchThrowableOfType(
              StatusRuntimeException.class,
              () -> routes.listRoutes(ListRoutesRequest.getDefaultInstance())));
    } finally {
      channel.shutdownNow();
    }
  }
}
