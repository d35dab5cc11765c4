package io.apg.mesh.controlplane.http;

import static io.apg.mesh.controlplane.http.TestServer.error;
import static io.apg.mesh.controlplane.http.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.v1.CreateServiceRequest;
import io.apg.mesh.v1.DeleteServiceRequest;
import io.apg.mesh.v1.ListServicesRequest;
import io.apg.mesh.v1.UpdateServiceRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** REST calls reach the gRPC services, and their answers come back in the API's form. */
class RestApiTest {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void wrappedBodyCreates() {
    HttpResponse<String> response =
        server.write(
            "POST",
            "/api/services",
            "{'service_config': {'service_name': 'orders', 'service_version': 'v1'},"
                + " 'endpoints': [{'host': 'a', 'port': 80}]}");

    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(response.headers().firstValue("Location")).contains("/api/services/svc_orders");
    assertThat(response.headers().firstValue("X-Mesh-Revision")).contains("42");
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(json(response).at("/data/service_id").asText()).isEqualTo("svc_orders");
    assertThat(json(response).at("/data/revision").asLong()).isEqualTo(42);
    CreateServiceRequest request = (CreateServiceRequest) server.mesh.lastRequest();
    assertThat(request.getService().getEndpoints().getEndpoints(0).getPort()).isEqualTo(80);
  }

  @Test
  void whatWasReadCanBeWritten() {
    String read = json(server.get("/api/services/svc_a")).get("data").toString();

    HttpResponse<String> response =
        server.write(
            "PUT",
            "/api/services/svc_a",
            read.replace("{\"service_id\"", "{\"service_version\":\"v1\",\"service_id\""));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("X-Mesh-Effect")).contains("unchanged");
    UpdateServiceRequest request = (UpdateServiceRequest) server.mesh.lastRequest();
    assertThat(request.getServiceId()).isEqualTo("svc_a");
    assertThat(request.getService().hasEndpoints()).isFalse();
  }

  @Test
  void ifMatchIsTheExpectedRevision() {
    server.send(
        server
            .request("/api/services/svc_a")
            .header("Content-Type", "application/json")
            .header("If-Match", "\"17\"")
            .PUT(BodyPublishers.ofString("{\"service_version\": \"v1\"}")));
    UpdateServiceRequest put = (UpdateServiceRequest) server.mesh.lastRequest();
    server.send(server.request("/api/services/svc_a?force=true").header("If-Match", "18").DELETE());
    DeleteServiceRequest delete = (DeleteServiceRequest) server.mesh.lastRequest();

    assertThat(put.getService().getExpectedRevision()).isEqualTo(17);
    assertThat(delete.getExpectedRevision()).isEqualTo(18);
    assertThat(delete.getForce()).isTrue();
  }

  @Test
  void ifMatchThatContradictsTheBodyIsRefused() {
    HttpResponse<String> response =
        server.send(
            server
                .request("/api/services/svc_a")
                .header("Content-Type", "application/json")
                .header("If-Match", "17")
                .PUT(BodyPublishers.ofString("{\"expected_revision\": 16}")));

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(error(response).path("field").asText()).isEqualTo("If-Match");
  }

  @Test
  void postThatRefreshesAnswers200() {
    String path = "/api/services/svc_a/endpoints";

    HttpResponse<String> created = server.write("POST", path, "{'port': 81}");
    HttpResponse<String> refreshed = server.write("POST", path, "{'port': 80}");

    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.headers().firstValue("Location"))
        .contains("/api/services/svc_a/endpoints/ep%201");
    assertThat(refreshed.statusCode()).isEqualTo(200);
    assertThat(refreshed.headers().firstValue("Location")).isEmpty();
  }

  @Test
  void queryParametersBecomeFields() {
    server.get("/api/services?page_size=7&namespace=a%20b+c");

    assertThat(server.mesh.lastRequest())
        .isEqualTo(ListServicesRequest.newBuilder().setPageSize(7).setNamespace("a b c").build());
  }

  @Test
  void listsSayEveryField() {
    assertThat(server.get("/api/services").body())
        .isEqualTo("{\"data\":{\"services\":[],\"total\":0,\"next_page_token\":\"\"}}");
  }

  @Test
  void whatBelongsToTheRequestTravelsAsMetadata() {
    server.send(
        server
            .request("/api/services")
            .header("X-Request-Id", "my-id")
            .header("X-Mesh-Tenant", "t1"));

    assertThat(server.mesh.lastHeaders().get(CallMetadata.REQUEST_ID)).isEqualTo("my-id");
    assertThat(server.mesh.lastHeaders().get(CallMetadata.TENANT)).isEqualTo("t1");
    assertThat(server.mesh.lastHeaders().get(CallMetadata.CLIENT_ADDRESS)).isEqualTo("127.0.0.1");
    assertThat(server.mesh.lastHeaders().get(CallMetadata.AUTHORIZATION)).isEqualTo("Bearer good");
  }

  @Test
  void requestIdsAreKeptWhereTheyAreSane() {
    HttpResponse<String> kept =
        server.send(server.request("/api/services").header("X-Request-Id", "a.b-1"));
    HttpResponse<String> replaced =
        server.send(server.request("/api/services").header("X-Request-Id", "a b\"<"));

    assertThat(kept.headers().firstValue("X-Request-Id")).contains("a.b-1");
    assertThat(replaced.headers().firstValue("X-Request-Id")).contains("generated-id");
  }

  @Test
  void readsWaitForTheirRevision() throws Exception {
    try (TestServer waiting = new TestServer()) {
      CompletableFuture<HttpResponse<String>> answer =
          waiting.sendAsync(waiting.request("/api/services?min_revision=99&wait_seconds=5"));
      HttpResponse<String> other = waiting.get("/api/services");

      assertThat(other.statusCode()).isEqualTo(200);
      assertThat(waiting.mesh.requestCount()).isEqualTo(1);
      waiting.revisionSeen.complete(null);
      assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      assertThat(waiting.mesh.requestCount()).isEqualTo(2);
    }
  }

  @Test
  void headIsGetWithoutBody() {
    HttpResponse<String> response =
        server.send(server.request("/api/services").method("HEAD", BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void answersAreNotTakenForPages() {
    HttpResponse<String> response = server.get("/api/services");

    assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(response.headers().firstValue("X-Mesh-Revision")).contains("11");
    assertThat(response.headers().firstValue("Server")).isEmpty();
  }
}
