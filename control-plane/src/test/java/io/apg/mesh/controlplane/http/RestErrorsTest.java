package io.apg.mesh.controlplane.http;

import static io.apg.mesh.controlplane.http.TestServer.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.apg.mesh.controlplane.api.CallMetadata;
import io.apg.mesh.controlplane.http.json.StrictJson;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each refusal has the contract's status, code and body, and reaches no service. */
class RestErrorsTest {
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = new TestServer();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "POST   | /api/services | {'service_name': 'a'} x | 400 | MALFORMED | ''",
        "POST   | /api/services | {'service_name': 'a', 'service_name': 'b'} | 400 | MALFORMED | /service_name",
        "POST   | /api/services | `` | 400 | MALFORMED | ''",
        "POST   | /api/services | {'servce_name': 'a'} | 400 | MALFORMED | /servce_name",
        "POST   | /api/services | {'protocol': 'ftp'} | 422 | INVALID | /protocol",
        "POST   | /api/services | {'service_name': 'a', 'service_version': 'v1', 'protocol': 'ftp'} | 422 | INVALID | /protocol",
        "POST   | /api/services | {'service_name': 'a'} | 422 | INVALID | /service_version",
        "POST   | /api/services | {'service_config': {'service_name': 'a'}} | 422 | INVALID | /service_config/service_version",
        "PUT    | /api/services/x | {'service_name': 'old'} | 412 | REVISION_MISMATCH | ''",
        "GET    | /api/services?page_size=x | `` | 400 | MALFORMED | page_size",
        "GET    | /api/services?page_size=5000000000 | `` | 422 | INVALID | page_size",
        "GET    | /api/services?page_size=1&page_size=2 | `` | 400 | MALFORMED | page_size",
        "GET    | /api/services?page_sise=1 | `` | 400 | MALFORMED | page_sise",
        "GET    | /api/services?wait_seconds=61 | `` | 422 | INVALID | wait_seconds",
        "GET    | /api/services?min_revision=-1 | `` | 422 | INVALID | min_revision",
        "GET    | /api/services?min_revision=99999999999999999999 | `` | 422 | INVALID | min_revision",
        "GET    | /api/services?min_revision=1.5 | `` | 400 | MALFORMED | min_revision",
        "GET    | /api/services?namespace=%C3 | `` | 400 | MALFORMED | ''",
        "GET    | /api/services/missing | `` | 404 | NOT_FOUND | ''",
        "GET    | /api/servicez | `` | 404 | NOT_FOUND | ''",
        "GET    | /nothing | `` | 404 | NOT_FOUND | ''",
        "DELETE | /api/services/used | `` | 409 | IN_USE | ''",
        "POST   | /api/services/x | {} | 405 | METHOD_NOT_ALLOWED | ''",
        "POST   | /livez | {} | 405 | METHOD_NOT_ALLOWED | ''",
        "DELETE | /api/services/x | {} | 400 | MALFORMED | ''",
        "DELETE | /api/services/x?expected_revision=a | `` | 400 | MALFORMED | expected_revision"
      })
  void refusals(String verb, String path, String body, int status, String code, String field) {
    HttpResponse<String> response = server.write(verb, path, body);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    JsonNode error = error(response);
    assertThat(error.path("code").asText()).isEqualTo(code);
    assertThat(error.path("field").asText()).isEqualTo(field.replace("'", ""));
    assertThat(error.path("request_id").asText())
        .isEqualTo(response.headers().firstValue("X-Request-Id").orElseThrow());
  }

  @Test
  void wrongMethodNamesTheRightOnes() {
    HttpResponse<String> response = server.write("POST", "/api/services/x", "{}");

    assertThat(response.headers().firstValue("Allow")).contains("DELETE, GET, PATCH, PUT");
  }

  @Test
  void everyBadFieldIsToldHoweverMany() {
    HttpResponse<String> response =
        server.write("POST", "/api/services", "{'service_config': {'service_name': 'many'}}");

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(error(response).path("details")).hasSize(300);
    assertThat(error(response).path("details_total").asInt()).isEqualTo(300);
    assertThat(error(response).at("/details/299/field").asText()).isEqualTo("/endpoints/299/port");
    assertThat(error(response).at("/details/299/value").asText()).isEqualTo("70000");
  }

  @Test
  void whatServicesFindIsToldWithWhatIsOutOfRange() {
    HttpResponse<String> response =
        server.write(
            "POST",
            "/api/services",
            "{'service_config': {'service_name': 'a', 'protocol': 'ftp', 'service_version': 'old'},"
                + " 'endpoints': [{'port': 99999999999}]}");

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(error(response).path("details").findValuesAsText("field"))
        .containsExactly(
            "/service_config/protocol", "/endpoints/0/port", "/service_config/service_version");
    assertThat(error(response).path("message").asText())
        .startsWith("3 fields are wrong; the first");
    assertThat(server.mesh.lastHeaders().containsKey(CallMetadata.CHECK_ONLY)).isTrue();
  }

  @Test
  void valuesAreShownAsTheyWereSent() {
    HttpResponse<String> response =
        server.write(
            "POST",
            "/api/services",
            "{'service_name': 'many', 'endpoints': [{'port': 70000}, {'port': 70000.0}]}");

    JsonNode details = error(response).path("details");
    assertThat(details.at("/0/value").isInt()).isTrue();
    assertThat(details.at("/1/value").isInt()).isTrue();
    assertThat(details.at("/2/value").isTextual()).isTrue();
  }

  @Test
  void bugsAreNotShown() {
    HttpResponse<String> response = server.get("/api/services/broken");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(error(response).path("code").asText()).isEqualTo("INTERNAL");
    assertThat(response.body()).doesNotContain("secret").doesNotContain("Exception");
    assertThat(error(response).path("hint").asText()).contains("generated-id");
  }

  @Test
  void withoutTokenTheBodyIsNotLookedAt() {
    int before = server.mesh.requestCount();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri("/api/services"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("x".repeat(2_000_000)));

    HttpResponse<String> response = server.send(request);

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(error(response).path("code").asText()).isEqualTo("UNAUTHENTICATED");
    assertThat(server.mesh.requestCount()).isEqualTo(before);
  }

  @Test
  void otherMediaTypesAreRefused() {
    HttpResponse<String> form =
        server.send(
            server
                .request("/api/services")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("{}")));
    HttpResponse<String> none =
        server.send(server.request("/api/services").POST(BodyPublishers.ofString("{}")));
    HttpResponse<String> latin =
        server.send(
            server
                .request("/api/services")
                .header("Content-Type", "application/json; charset=iso-8859-1")
                .POST(BodyPublishers.ofString("{}")));

    assertThat(form.statusCode()).isEqualTo(415);
    assertThat(error(form).path("code").asText()).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
    assertThat(none.statusCode()).isEqualTo(415);
    assertThat(latin.statusCode()).isEqualTo(415);
  }

  @ParameterizedTest
  @CsvSource({"/api/services, 2, 413", "/api/apply, 31, 200", "/api/apply, 33, 413"})
  void bodiesHaveALimit(String path, int mebibytes, int status) {
    String body = "{\"objects\": []" + " ".repeat((mebibytes << 20) - 20) + "}";

    HttpResponse<String> response = server.write("POST", path, body);

    assertThat(response.statusCode()).isEqualTo(status);
    if (status == 413) {
      assertThat(error(response).path("code").asText()).isEqualTo("TOO_LARGE");
    }
  }

  @ParameterizedTest
  @CsvSource({"Bearer good, 413", "Bearer bad, 401"})
  void clientsThatAskFirstNeedNotSendTheBody(String authorization, int status) {
    String answer =
        server.raw(
            "POST /api/services HTTP/1.1\r\nHost: x\r\nAuthorization: "
                + authorization
                + "\r\nContent-Type: application/json\r\nContent-Length: 2000000\r\n"
                + "Expect: 100-continue\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 " + status);
  }

  @Test
  void bodyWithoutEndIsCutOff() {
    String head =
        """
        POST /api/services HTTP/1.1
        Host: x
        Authorization: Bearer good
        Content-Type: application/json
        Content-Length: 999999999

        """
            .replace("\n", "\r\n");

    // One byte more than is drained: a client that goes on writing could miss the answer.
    assertThat(server.raw(head + "x".repeat((17 << 20) + 1)))
        .startsWith("HTTP/1.1 413")
        .contains("Connection: close")
        .contains("TOO_LARGE");
  }

  @ParameterizedTest
  @CsvSource({
    "GET /api/%zz HTTP/1.1, 400, MALFORMED",
    "GET /api/%00 HTTP/1.1, 400, MALFORMED",
    "GET /api/a%2Fb HTTP/1.1, 400, MALFORMED",
    "GET /api/services?namespace=%zz HTTP/1.1, 400, MALFORMED",
    "GET http://[ HTTP/1.1, 400, MALFORMED",
    "nonsense, 400, MALFORMED",
    "OPTIONS * HTTP/1.1, 404, NOT_FOUND",
    "GET / HTTP/9.9, 505, MALFORMED"
  })
  void whatJettyRefusesHasTheSameBody(String line, int status, String code) {
    String answer =
        server.raw(line + "\r\nHost: x\r\nAuthorization: Bearer good\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 " + status);
    JsonNode error = rawError(answer);
    assertThat(error.path("code").asText()).isEqualTo(code);
    assertThat(error.path("request_id").asText()).isEqualTo("generated-id");
    assertThat(answer).contains("X-Content-Type-Options: nosniff").doesNotContain("jetty");
  }

  @Test
  void hugeHeadersHaveTheSameBody() {
    String answer =
        server.raw("GET /livez HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(20_000) + "\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 431");
    assertThat(rawError(answer).path("code").asText()).isEqualTo("TOO_LARGE");
  }

  private static JsonNode rawError(String answer) {
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    return StrictJson.parse(ByteString.copyFromUtf8(body)).path("error");
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.server.port() + path);
  }
}
