package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.apg.mesh.examples.api.ApiAnswer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that meet: where requests go, and that Envoy takes it. */
class NamesOnEnvoyTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void equalNamesAndHostsLeadWhereTheyShould(boolean delta) throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      Mesh.Running shop = mesh.sidecar("svc_caller~1", delta);
      apply(
          mesh,
          Objects.service("caller", "shop", "v1", new String[0]),
          Objects.service("users", "shop", "v1", mesh.backend("users-shop", "v1")),
          Objects.service("users", "billing", "v1", mesh.backend("users-billing", "v1")),
          Objects.service("cart", "shop", "v1", mesh.backend("cart", "v1")),
          // A host that is a service's name, and one that is a bare name.
          Objects.route("taken", "\"users.billing\"", "/cart", "svc_cart=1"),
          Objects.route("bare", "\"cart\"", "/users", "svc_users=1"),
          // Wholly in the shadow of the one before it.
          Objects.route("broad", "\"api.example.com\"", "/", "svc_cart=1")
              .replace("\"match_value\"", "\"priority\": 9, \"match_value\""),
          Objects.route("narrow", "\"api.example.com\"", "/narrow", "svc_users=1"));
      shop.awaitOk("users.shop", "/", Mesh.LATER);
      Mesh.Running gateway = mesh.gateway("edge~1", delta);
      gateway.awaitOk("api.example.com", "/", Mesh.LATER);

      assertThat(shop.backend("users", "/")).isEqualTo("users-shop@v1");
      assertThat(shop.backend("users.shop", "/")).isEqualTo("users-shop@v1");
      assertThat(shop.backend("users.billing.mesh", "/")).isEqualTo("users-billing@v1");
      assertThat(shop.backend("users.billing", "/cart/1")).isEqualTo("cart@v1");
      assertThat(shop.backend("users.billing:8080", "/else")).isEqualTo("users-billing@v1");
      assertThat(shop.backend("cart", "/users/1")).isEqualTo("users-shop@v1");
      assertThat(shop.backend("cart", "/")).isEqualTo("cart@v1");
      assertThat(shop.status("nobody.example.com", "/")).isEqualTo(404);
      assertThat(gateway.backend("users.billing", "/cart")).isEqualTo("cart@v1");
      assertThat(gateway.status("users.billing", "/else")).isEqualTo(404);
      assertThat(gateway.backend("api.example.com", "/narrow")).isEqualTo("cart@v1");
      assertThat(gateway.status("nobody.example.com", "/")).isEqualTo(404);

      assertThat(findings(mesh))
          .containsExactly("MESH0101 route/route_narrow", "MESH0203 service/svc_caller");
      mesh.awaitSynced(2);
      BriefOnEnvoyTest.assertNoTrap(shop, gateway);

      // The same identity gets the same id again.
      assertThat(mesh.api().delete("/api/services/svc_users_billing").status()).isEqualTo(200);
      shop.await("gone", Mesh.LATER, () -> shop.status("users.billing.mesh", "/") == 404);
      apply(mesh, Objects.service("users", "billing", "v1", mesh.backend("users-back", "v1")));
      assertThat(mesh.api().get("/api/services/svc_users_billing").status()).isEqualTo(200);
      shop.awaitOk("users.billing.mesh", "/", Mesh.LATER);
      mesh.awaitSynced(2);
    }
  }

  private static List<String> findings(Mesh mesh) throws Exception {
    List<String> all = new ArrayList<>();
    for (JsonNode finding : mesh.api().get("/api/findings").data().path("findings")) {
      JsonNode object = finding.path("object");
      all.add(
          finding.path("code").asText()
              + " "
              + object.path("kind").asText()
              + "/"
              + object.path("id").asText());
    }
    return all;
  }

  private static void apply(Mesh mesh, String... objects) throws Exception {
    ApiAnswer answer = mesh.api().post("/api/apply", Objects.apply(objects));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }
}
