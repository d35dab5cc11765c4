package io.apg.mesh.controlplane.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.apg.mesh.controlplane.security.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with a request, it is told, with every field, and nothing changes. */
class BadInputTest {
  private static final String NO_FIELD = "-";

  @TempDir static Path folder;

  private static LiveMesh mesh;
  private List<JsonNode> before = List.of();

  @BeforeAll
  static void start() throws IOException {
    mesh = new LiveMesh(folder);
    create(
        "/api/services",
        """
        {"service_name": "orders", "service_version": "v1",
         "endpoints": [{"host": "127.0.0.1", "port": 9001}]}
        """);
    create(
        "/api/routes",
        """
        {"route_name": "orders", "match_value": "/",
         "destination_services": [{"service_id": "svc_orders", "weight": 100}]}
        """);
  }

  @AfterAll
  static void stop() {
    mesh.close();
  }

  @BeforeEach
  void look() {
    before = mesh.everything();
  }

  @AfterEach
  void nothingHasChanged() {
    assertThat(mesh.everything()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // Form: alone, and before anything else is looked at.
        "services | {'service_name': 1, 'service_version': 'v 1'} | 400 | MALFORMED | /service_name",
        "services | {'service_name': 'a', 'endpoints': [{'port': '80'}], 'lease': 1} | 400 | MALFORMED | /endpoints/0/port /lease",
        "services | {'servce_name': 'a'} | 400 | MALFORMED | /servce_name",
        "services | {'service_name': 'a', 'service_name': 'b'} | 400 | MALFORMED | /service_name",
        "services | {'service_name': 'a'} x | 400 | MALFORMED | -",
        "services | {'service_name': 'a'} {} | 400 | MALFORMED | -",
        "services | `` | 400 | MALFORMED | -",
        "services | [] | 400 | MALFORMED | -",
        "services | {'service_name': 'a', 'service_version': 'v1', 'endpoints': [{'host': '1.2.3.4', 'port': 80.5}]} | 400 | MALFORMED | /endpoints/0/port",
        // Values, from the codec and from the registry together.
        "services | {} | 422 | INVALID | /service_name",
        "services | {'service_name': 'BAD NAME', 'service_version': 'v 1', 'protocol': 'ftp', 'endpoints': [{'host': '1.2.3.4', 'port': 70000}]} | 422 | INVALID | /protocol /service_name /service_version /endpoints/0/port",
        "services | {'service_config': {'service_name': 'BAD NAME', 'service_version': 'v1', 'protocol': 'ftp'}, 'endpoints': [{'host': '1.2.3.4', 'port': 70000}]} | 422 | INVALID | /service_config/protocol /service_config/service_name /endpoints/0/port",
        "services | {'service_name': 'a', 'service_version': 'v1', 'endpoints': [{'host': '1.2.3.4', 'port': 99999999999}]} | 422 | INVALID | /endpoints/0/port",
        "services | {'service_name': 'a', 'service_version': 'v1', 'endpoints': [{'host': '1.2.3.4', 'port': 80, 'weight': -1}]} | 422 | INVALID | /endpoints/0/weight",
        "services | {'service_name': 'a', 'service_version': 'v1', 'protocol': 'ftp'} | 422 | INVALID | /protocol",
        "services | {'service_name': 'orders', 'service_version': 'v1'} | 409 | ALREADY_EXISTS | /service_name",
        "services | {'service_name': 'orders', 'service_version': 'v1', 'protocol': 'ftp'} | 422 | INVALID | /protocol /service_name",
        "routes   | {'route_name': 'r', 'match_value': '/', 'destination_services': [{'service_id': 'svc_x', 'weight': 1}]} | 422 | INVALID | /destination_services/0/service_id",
        "routes   | {'route_name': 'r', 'match_type': 'regex', 'match_value': '/[', 'destination_services': [{'service_id': 'svc_orders', 'weight': -1}]} | 422 | INVALID | /match_value /destination_services/0/weight",
        "routes   | {'route_name': 'r', 'match_type': 'regex', 'match_value': '/(a{1,500}){2}', 'destination_services': [{'service_id': 'svc_orders', 'weight': 1}]} | 422 | INVALID | /match_value",
        "routes   | {'route_name': 'orders', 'match_value': '/', 'destination_services': [{'service_id': 'svc_orders', 'weight': 1}]} | 409 | ALREADY_EXISTS | /route_name",
        "apply    | {} | 422 | INVALID | /objects",
        "apply    | {'objects': [{'kind': 'a'}, {'kind': 'b'}, {'kind': 'route', 'route_name': 'R'}]} | 422 | INVALID | /objects/0/kind /objects/1/kind /objects/2/route_name /objects/2/match_value /objects/2/destination_services",
        "apply    | {'objects': [{'kind': 'service', 'service_name': 'good', 'service_version': 'v1'}, {'kind': 'service', 'service_name': 'bad', 'service_version': 'v1', 'reach': 'all'}]} | 422 | INVALID | /objects/1/reach",
        "apply    | {'objects': [{'kind': 'service', 'service_id': 'svc_orders', 'delete': true}]} | 409 | IN_USE | /objects/0"
      })
  void posts(String path, String body, int status, String code, String fields) {
    refused(mesh.send("POST", "/api/" + path, body.replace('\'', '"')), status, code, fields);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "DELETE | services/svc_orders | `` | 409 | IN_USE | -",
        "DELETE | services/svc_orders?expected_revision=99 | `` | 412 | REVISION_MISMATCH | expected_revision -",
        "DELETE | services/svc_orders?expected_revision=99999999999999999999 | `` | 422 | INVALID | expected_revision -",
        "DELETE | services/svc_x | `` | 404 | NOT_FOUND | ``",
        "PUT    | services/svc_x | {'service_name': 'x', 'service_version': 'v1'} | 404 | NOT_FOUND | ``",
        "PUT    | services/svc_orders | {'service_name': 'other', 'service_version': 'v2'} | 422 | INVALID | /service_name /service_version",
        "PUT    | services/svc_orders/status | {'status': 'asleep'} | 422 | INVALID | /status",
        "PUT    | services/svc_orders/status | {'status': 'draining', 'expected_revision': 99} | 412 | REVISION_MISMATCH | /expected_revision",
        "POST   | services/svc_orders | {} | 405 | METHOD_NOT_ALLOWED | ``",
        "PATCH  | services/svc_orders | [] | 400 | MALFORMED | -",
        "PATCH  | services/svc_orders | null | 400 | MALFORMED | -",
        "PATCH  | services/svc_orders | `` | 400 | MALFORMED | -",
        "PATCH  | services/svc_orders | {'labels': {'a': 'b'}, 'lables': null} | 400 | MALFORMED | /lables",
        "PATCH  | services/svc_orders | {'labels': 'a', 'metadata': {'a': {'b': null}}, 'description': 1} | 400 | MALFORMED | /labels /metadata/a /description",
        "PATCH  | services/svc_orders | {'endpoints': {'0': null}} | 400 | MALFORMED | /endpoints",
        "PATCH  | services/svc_orders | {'endpoints': [null]} | 400 | MALFORMED | /endpoints/0",
        "PATCH  | services/svc_orders | {'service_id': 'svc_x', 'service_name': 'x', 'namespace': 'x', 'service_version': 'v2'} | 422 | INVALID | /service_id /service_name /namespace /service_version",
        "PATCH  | services/svc_orders | {'service_id': null, 'service_name': null, 'namespace': null, 'service_version': null, 'default': null} | 422 | INVALID | /service_id /service_name /namespace /service_version /default",
        "PATCH  | services/svc_orders | {'protocol': 'ftp', 'load_balancer_id': 'lb_x', 'labels': {'a b': 'c'}} | 422 | INVALID | /protocol /load_balancer_id /labels",
        "PATCH  | services/svc_orders | {'service_config': {'protocol': 'ftp'}, 'endpoints': [{'host': '1.2.3.4', 'port': 70000}]} | 422 | INVALID | /service_config/protocol /endpoints/0/port",
        "PATCH  | services/svc_orders | {'description': 'x', 'expected_revision': 99} | 412 | REVISION_MISMATCH | /expected_revision",
        "PATCH  | services/svc_x | {'description': 'x'} | 404 | NOT_FOUND | ``",
        "PATCH  | services/svc_orders?update_mask=labels | {} | 400 | MALFORMED | update_mask",
        "PATCH  | services/svc_orders/endpoints/ENDPOINT | {'host': '127.0.0.2', 'port': null, 'weight': 5000} | 422 | INVALID | /host /port /weight",
        "PATCH  | services/svc_orders/endpoints/ENDPOINT | {'protocol': 'grpc'} | 422 | INVALID | /protocol",
        "PATCH  | services/svc_orders/endpoints/ep_x | {'weight': 5} | 404 | NOT_FOUND | ``",
        "PATCH  | services/svc_x/endpoints/ep_x | {'weight': 5} | 404 | NOT_FOUND | ``",
        "PATCH  | routes/route_orders | {'route_name': 'x', 'match_value': null, 'destination_services': null} | 422 | INVALID | /route_name /match_value /destination_services",
        "PATCH  | routes/route_orders | {'route_config': {'destination_services': [{'service_id': 'svc_x'}]}} | 422 | INVALID | /route_config/destination_services/0/service_id",
        "PATCH  | routes/route_x | {'enabled': false} | 404 | NOT_FOUND | ``",
        "PATCH  | load-balancers/lb_x | {'algorithm': 'random'} | 404 | NOT_FOUND | ``",
        "GET    | services?page_size=0 | `` | 422 | INVALID | page_size",
        "GET    | services?page_token=x | `` | 422 | INVALID | page_token",
        "GET    | services?min_revision=-1 | `` | 422 | INVALID | min_revision",
        "GET    | services/svc_x | `` | 404 | NOT_FOUND | ``",
        "GET    | servicez | `` | 404 | NOT_FOUND | ``"
      })
  void others(String verb, String path, String body, int status, String code, String fields) {
    String place = path.replace("ENDPOINT", "ep_orders~127.0.0.1~9001");
    refused(mesh.send(verb, "/api/" + place, body.replace('\'', '"')), status, code, fields);
  }

  @Test
  void whatIsNotJson_orNotSaidToBe_orTooLarge() {
    refused(mesh.send("POST", "/api/services", "{'service_name': 'a'}"), 400, "MALFORMED", "-");
    refused(
        mesh.send("POST", "/api/services", "{}", "content-type", "text/yaml"),
        415,
        "UNSUPPORTED_MEDIA_TYPE",
        "");
    refused(mesh.send("POST", "/api/services", " ".repeat(2 << 20)), 413, "TOO_LARGE", "");
  }

  @ParameterizedTest
  @CsvSource({"GET /api/%zz HTTP/1.1", "GET /api/services/%00 HTTP/1.1", "nonsense"})
  void badRequestLines(String line) throws IOException {
    assertThat(mesh.raw(line))
        .startsWith("HTTP/1.1 400")
        .contains("\"code\":\"MALFORMED\"")
        .doesNotContain("jetty");
  }

  @Test
  void ifMatch_ofAnotherRevision() {
    String body = "{\"service_name\": \"orders\", \"service_version\": \"v1\"}";
    String status = "{\"status\": \"draining\"}";
    String mismatch = "REVISION_MISMATCH";

    refused(put("/api/services/svc_orders", body, "\"99\""), 412, mismatch, "If-Match");
    refused(put("/api/services/svc_orders/status", status, "99"), 412, mismatch, "If-Match");
    refused(put("/api/services/svc_orders", body, "new"), 400, "MALFORMED", "If-Match");
  }

  @Test
  void tokens() {
    String body = "{\"service_name\": \"a\", \"service_version\": \"v1\"}";
    refused(post("", body), 401, "UNAUTHENTICATED", "");
    refused(post("x.y.z", body), 401, "UNAUTHENTICATED", "");
    refused(post(mesh.expiredToken(), body), 401, "UNAUTHENTICATED", "");
    refused(post(mesh.foreignToken(), body), 401, "UNAUTHENTICATED", "");
    refused(post(mesh.token(Role.VIEWER, "default"), body), 403, "PERMISSION_DENIED", "");
    refused(
        mesh.sendAs(
            mesh.token(Role.ADMIN, "acme"),
            "POST",
            "/api/services",
            body,
            "x-mesh-tenant",
            "default"),
        403,
        "PERMISSION_DENIED",
        "");
  }

  @Test
  void valuesAreShownAsTheyWereSent_andExpectationsInWords() {
    JsonNode details =
        mesh.send(
                "POST",
                "/api/services",
                """
                {"service_name": "a", "service_version": "v1", "endpoints": [
                  {"host": "1.2.3.4", "port": 70000}, {"host": "1.2.3.5", "port": 99999999999}]}
                """)
            .error()
            .path("details");

    assertThat(details.at("/1/value").isInt()).as(details.toString()).isTrue();
    assertThat(details.at("/1/message").asText()).contains("1 to 65535");
    assertThat(details.at("/0/message").asText())
        .isEqualTo("port: 99999999999 (expected: an integer of 32 bits)");
  }

  @Test
  void manyFaults_areOneSentence() {
    LiveMesh.Answer answer =
        mesh.send("POST", "/api/apply", "{\"objects\": [{\"kind\": \"a\"}, {\"kind\": \"b\"}]}");

    assertThat(answer.error().path("message").asText())
        .matches("2 fields are wrong; the first: kind: \"a\" \\(expected: one of [a-z_, ]+\\)");
  }

  private static LiveMesh.Answer put(String path, String body, String revision) {
    return mesh.send("PUT", path, body, "if-match", revision);
  }

  private static LiveMesh.Answer post(String token, String body) {
    return mesh.sendAs(token, "POST", "/api/services", body);
  }

  private static void create(String path, String body) {
    assertThat(mesh.send("POST", path, body).status()).isEqualTo(201);
  }

  /** {@code fields} = those of the details in any order, a dash for the object as a whole. */
  private static void refused(LiveMesh.Answer answer, int status, String code, String fields) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.error().path("code").asText()).isEqualTo(code);
    assertThat(answer.error().path("request_id").asText()).isNotEmpty();
    assertThat(answer.error().path("details").findValuesAsText("field"))
        .as(answer.body())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(fields.split(" "))
                .filter(field -> !field.isEmpty())
                .map(field -> field.equals(NO_FIELD) ? "" : field)
                .toList());
    assertThat(answer.body())
        .doesNotContain("Exception")
        .doesNotContain("\\tat ")
        .doesNotContain("io.apg");
  }
}
