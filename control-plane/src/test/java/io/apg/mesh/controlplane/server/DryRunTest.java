package io.apg.mesh.controlplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.controlplane.security.Role;
import io.apg.mesh.v1.CreateServiceRequest;
import io.apg.mesh.v1.CreateTokenRequest;
import io.apg.mesh.v1.DeleteServiceRequest;
import io.apg.mesh.v1.DeleteServiceResponse;
import io.apg.mesh.v1.ServiceObject;
import io.apg.mesh.v1.ServiceRegistryGrpc;
import io.apg.mesh.v1.TokenServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every write can be asked what it would come to, and then changes nothing. */
class DryRunTest {
  private static final String SPLIT =
      "{\"destination_services\": [{\"service_id\": \"svc_orders\", \"weight\": 7}]}";

  @TempDir Path folder;

  private LiveMesh mesh;

  @BeforeEach
  void start() throws IOException {
    mesh = new LiveMesh(folder);
    post(
        "/api/services",
        """
        {"service_name": "orders", "endpoints": [{"host": "127.0.0.1", "port": 9001}]}
        """);
    post("/api/services", "{\"service_name\": \"idle\"}");
    post(
        "/api/routes",
        """
        {"route_name": "orders", "match_value": "/",
          "destination_services": [{"service_id": "svc_orders", "weight": 100}]}
        """);
    post("/api/load-balancers", "{\"load_balancer_name\": \"spread\", \"algorithm\": \"random\"}");
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST   | /api/services                  | {'service_name': 'cart'}",
        "PUT    | /api/services/svc_orders       | {'service_name': 'orders', 'description': 'x'}",
        "PUT    | /api/services/svc_orders/status | {'status': 'draining', 'reason': 'moving'}",
        "DELETE | /api/services/svc_idle         |",
        "POST   | /api/services/svc_idle/endpoints | {'host': '127.0.0.9', 'port': 80}",
        "PUT    | ENDPOINT                       | {'host': '127.0.0.1', 'port': 9001, 'weight': 5}",
        "DELETE | ENDPOINT                       |",
        "POST   | /api/routes                    | {'route_name': 'all', 'match_value': '/a', SPLIT}",
        "PUT    | /api/routes/route_orders       | {'route_name': 'orders', 'match_value': '/b', SPLIT}",
        "POST   | /api/routes/route_orders/traffic-split | {SPLIT}",
        "DELETE | /api/routes/route_orders       |",
        "POST   | /api/load-balancers            | {'load_balancer_name': 'ring', 'algorithm': 'ring_hash'}",
        "PUT    | /api/load-balancers/lb_spread  | {'load_balancer_name': 'spread', 'algorithm': 'maglev'}",
        "DELETE | /api/load-balancers/lb_spread  |",
      })
  void aDryRunSaysWhatTheWriteDoes(String verb, String place, String text) {
    String endpoint = mesh.get("/api/services/svc_orders").at("/endpoints/0/endpoint_id").asText();
    String path = place.replace("ENDPOINT", "/api/services/svc_orders/endpoints/" + endpoint);
    String body =
        text == null
            ? ""
            : text.replace("SPLIT", SPLIT.substring(1, SPLIT.length() - 1)).replace('\'', '"');
    List<JsonNode> before = everything();

    LiveMesh.Answer dry = mesh.send(verb, path + "?dry_run=true", body);
    assertThat(dry.status()).as(dry.body()).isEqualTo(200);
    assertThat(everything()).isEqualTo(before);
    JsonNode found = dry.data().path("dry_run");
    assertThat(found.path("proxies_affected").isInt()).isTrue();
    assertThat(found.path("changes")).isNotEmpty();

    JsonNode made = mesh.send(verb, path, body).data();
    assertThat(made.has("dry_run")).isFalse();
    assertThat(content(dry.data())).isEqualTo(content(made));
    JsonNode changes =
        mesh.get("/api/revisions/" + mesh.get("/api/health").path("revision").asText())
            .path("changes");
    assertThat(found.path("changes").findValuesAsText("id"))
        .isEqualTo(changes.findValuesAsText("id"));
  }

  @Test
  void aDryRunIsRefusedForWhatTheWriteIsRefusedFor() {
    List<JsonNode> before = everything();
    assertThat(mesh.send("POST", "/api/services?dry_run=true", "{}").status()).isEqualTo(422);
    assertThat(mesh.send("DELETE", "/api/services/svc_orders?dry_run=true", "").status())
        .isEqualTo(409);
    assertThat(
            mesh.send("DELETE", "/api/routes/route_orders?dry_run=true", "", "if-match", "1")
                .status())
        .isEqualTo(412);
    assertThat(mesh.send("DELETE", "/api/routes/nobody?dry_run=true", "").status()).isEqualTo(404);
    LiveMesh.Answer unclear = mesh.send("DELETE", "/api/routes/route_orders?dry_run=perhaps", "");
    assertThat(unclear.status()).isEqualTo(400);
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void aDryRunOfWhatIsSoAlreadyChangesNothing() {
    JsonNode route = mesh.get("/api/routes/route_orders");
    JsonNode dry =
        mesh.send("PUT", "/api/routes/route_orders?dry_run=true", route.toString()).data();
    assertThat(dry.at("/dry_run/changes")).isEmpty();
    assertThat(dry.at("/dry_run/proxies_affected").asInt()).isZero();
    assertThat(content(dry)).isEqualTo(content(route));
  }

  @Test
  void applyAndRollbackTakeTheParameterToo() {
    List<JsonNode> before = everything();
    String apply = "{\"objects\": [{\"kind\": \"service\", \"service_name\": \"cart\"}]}";
    assertThat(
            mesh.send("POST", "/api/apply?dry_run=true", apply).data().at("/dry_run/changes/0/id"))
        .hasToString("\"svc_cart\"");
    String last = mesh.get("/api/health").path("revision").asText();
    String rollback = "/api/revisions/" + last + "/rollback?dry_run=true";
    assertThat(mesh.send("POST", rollback, "{}").data().at("/dry_run/changes")).isNotEmpty();
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void whatCannotBeRunDryIsRefused() {
    LiveMesh.Answer answer =
        mesh.send(
            "POST", "/api/tokens?dry_run=true", "{\"subject\": \"ci\", \"roles\": [\"viewer\"]}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.error().path("message").asText()).contains("dry_run");
  }

  @Test
  void overGrpcMetadataSaysIt() {
    List<JsonNode> before = everything();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", mesh.adminPort()).usePlaintext().build();
    try {
      Metadata headers = new Metadata();
      headers.put(CallMetadata.AUTHORIZATION, "Bearer " + mesh.token(Role.ADMIN, "default"));
      headers.put(CallMetadata.DRY_RUN, "true");
      var dry = MetadataUtils.newAttachHeadersInterceptor(headers);
      var services = ServiceRegistryGrpc.newBlockingStub(channel).withInterceptors(dry);
      ServiceObject made =
          services.createService(
              CreateServiceRequest.newBuilder()
                  .setService(ServiceObject.newBuilder().setServiceName("cart"))
                  .build());
      assertThat(made.getServiceId()).isEqualTo("svc_cart");
      assertThat(made.getDryRun().getChangesCount()).isEqualTo(1);
      DeleteServiceResponse gone =
          services.deleteService(
              DeleteServiceRequest.newBuilder().setServiceId("svc_idle").build());
      assertThat(gone.getDryRun().getChanges(0).getId()).isEqualTo("svc_idle");
      var tokens = TokenServiceGrpc.newBlockingStub(channel).withInterceptors(dry);
      CreateTokenRequest token =
          CreateTokenRequest.newBuilder().setSubject("ci").addRoles("viewer").build();
      ApiError refused =
          ApiError.fromGrpc(
              catchThrowableOfType(StatusRuntimeException.class, () -> tokens.createToken(token)));
      assertThat(refused.code()).isEqualTo(ErrorCode.INVALID);
      assertThat(refused.message()).contains("x-mesh-dry-run", "CreateToken");
    } finally {
      channel.shutdownNow();
    }
    assertThat(everything()).isEqualTo(before);
  }

  private List<JsonNode> everything() {
    List<JsonNode> all = new ArrayList<>(mesh.everything());
    all.add(mesh.get("/api/load-balancers"));
    return all;
  }

  /** Without when it was written, and without what only one of the two has. */
  private static JsonNode content(JsonNode data) {
    ObjectNode content = data.deepCopy();
    content.findParents("revision").forEach(DryRunTest::strip);
    return strip(content);
  }

  private static JsonNode strip(JsonNode object) {
    return ((ObjectNode) object).remove(List.of("revision", "created_at", "updated_at", "dry_run"));
  }

  private void post(String path, String body) {
    LiveMesh.Answer answer = mesh.send("POST", path, body);
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
  }
}
