package io.apg.mesh.controlplane.http.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ApiException;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.v1.ApplyObjectsRequest;
import io.apg.mesh.v1.RouteObject;
import io.apg.mesh.v1.ServiceObject;
import io.apg.mesh.v1.SplitTrafficRequest;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad documents: each fault by its code, its pointer and its words. */
class JsonCodecErrorsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'service_name': 'a'}                    | '' | double-quote",
        "{\"service_name\": \"a\"} x              | '' | Unrecognized token",
        "{\"service_name\": \"a\"} {}             | '' | goes on after",
        "{\"service_name\": \"a\",}               | /service_name | double-quote",
        "{\"service_name\": NaN}                  | /service_name | NaN",
        "{\"port\": 01}                           | /port | Leading zero",
        "// hi                                    | '' | not JSON",
        "``                                       | '' | empty",
        "{\"service_name\": \"a                   | /service_name | not JSON",
        "{\"a\": {\"b\": 1, \"b\": 2}}            | /a/b | the key b stands twice"
      })
  void whatIsNotJsonIsRefusedAlone(String body, String field, String words) {
    ApiError error = parseError(body.getBytes(StandardCharsets.UTF_8));

    assertThat(error.code()).isEqualTo(ErrorCode.MALFORMED);
    assertThat(error.field()).isEqualTo(field.replace("'", ""));
    assertThat(error.message()).contains(words).doesNotContain("com.fasterxml");
  }

  @Test
  void whatIsNotUtf8IsRefused() {
    assertThat(parseError(new byte[] {'"', (byte) 0xC3, '"'}).message()).contains("UTF-8");
    assertThat(parseError("{}".getBytes(StandardCharsets.UTF_16)).message()).contains("UTF-8");
  }

  @Test
  void nestingWithoutEndIsRefused() {
    byte[] deep = "[".repeat(100_000).getBytes(StandardCharsets.UTF_8);

    assertThat(parseError(deep).code()).isEqualTo(ErrorCode.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'service_name': 5}                      | MALFORMED | /service_name | service_name: 5 (expected: a string)",
        "{'service_name': null}                   | MALFORMED | /service_name | service_name: null (expected: a string)",
        "{'default': 'yes'}                       | MALFORMED | /default | default: \"yes\" (expected: true or false)",
        "{'endpoints': {}}                        | MALFORMED | /endpoints | endpoints: an object (expected: an array)",
        "{'endpoints': [null]}                    | MALFORMED | /endpoints/0 | endpoints: null (expected: an object)",
        "{'endpoints': [{'port': '80'}]}          | MALFORMED | /endpoints/0/port | port: \"80\" (expected: an integer)",
        "{'endpoints': [{'port': 80.5}]}          | MALFORMED | /endpoints/0/port | port: 80.5 (expected: an integer)",
        "{'metadata': []}                         | MALFORMED | /metadata | metadata: an array (expected: an object)",
        "{'metadata': {'a/b': 1}}                 | MALFORMED | /metadata/a~1b | value: 1 (expected: a string)",
        "{'dependencies': 'x'}                    | MALFORMED | /dependencies | dependencies: \"x\" (expected: an array)",
        "{'description': '\\ud800'}               | MALFORMED | /description | surrogates",
        "{'serviceName': 'a'}                     | MALFORMED | /serviceName | unknown field serviceName",
        "{'lease_seconds': 5}                     | MALFORMED | /lease_seconds | unknown field lease_seconds",
        "{'endpoints': [{'port': 3000000000}]}    | INVALID | /endpoints/0/port | port: 3000000000 (expected: an integer of 32 bits)",
        "{'endpoints': [{'port': 1e999999999}]}   | INVALID | /endpoints/0/port | expected: an integer of 32 bits",
        "{'endpoints': [{'port': 1e2147483647}]}  | INVALID | /endpoints/0/port | expected: an integer of 32 bits",
        "{'endpoints': [{'port': -1e10}]}         | INVALID | /endpoints/0/port | port: -10000000000 (expected: an integer of 32 bits)",
        "{'expected_revision': 99999999999999999999} | INVALID | /expected_revision | expected: an integer of 64 bits",
        "{'protocol': 'ftp'}                      | INVALID | /protocol | protocol: \"ftp\" (expected: one of http, ",
        "{'protocol': 'unspecified'}              | INVALID | /protocol | protocol",
        "{'protocol': 'HTTP'}                     | INVALID | /protocol | protocol",
        "{'service_config': []}                   | MALFORMED | /service_config | service_config: an array (expected: an object)",
        "{'service_config': {}, 'description': 'x'} | MALFORMED | /description | unknown field description",
        "{'service_config': {'endpoints': []}, 'endpoints': []} | MALFORMED | /service_config/endpoints | stands twice",
        "[]                                       | MALFORMED | '' | the body is an array (expected: an object)"
      })
  void eachFaultIsNamed(String body, ErrorCode code, String field, String words) {
    ApiError error = error(body, ServiceObject.newBuilder());

    assertThat(error.code()).isEqualTo(code);
    assertThat(error.field()).isEqualTo(field.replace("'", ""));
    assertThat(error.message()).contains(words);
  }

  @Test
  void allFaultsAreToldAtOnce() {
    ApiError error =
        error(
            "{'service_config': {'service_nam': 'a', 'default': 1}, 'endpoints': [{'port': 'x'}]}",
            ServiceObject.newBuilder());

    assertThat(fields(error))
        .containsExactlyInAnyOrder(
            "/service_config/service_nam", "/service_config/default", "/endpoints/0/port");
    assertThat(error.detailsTotal()).isEqualTo(3);
    assertThat(error.message()).startsWith("3 fields are wrong");
    assertThat(error.hint()).isEqualTo("did you mean service_name?");
  }

  @Test
  void faultsOfFormHideThoseOfMeaning() {
    ApiError error = error("{'protocol': 'ftp', 'service_name': 1}", ServiceObject.newBuilder());

    assertThat(error.code()).isEqualTo(ErrorCode.MALFORMED);
    assertThat(fields(error)).containsExactly("/service_name");
  }

  @Test
  void theWordMeantIsGuessed() {
    assertThat(error("{'match_type': 'prefx'}", RouteObject.newBuilder()).hint())
        .isEqualTo("did you mean prefix?");
    assertThat(error("{'zzzzzz': 1}", RouteObject.newBuilder()).hint()).isEmpty();
  }

  @Test
  void valuesAreShownAndCut() {
    ApiError error =
        error(
            "{'match_type': '" + "x".repeat(500) + "', 'timeout_ms': 5000000000}",
            RouteObject.newBuilder());

    assertThat(error.details().get(0).value().getStringValue()).hasSize(100).endsWith("...");
    assertThat(error.details().get(1).value().getNumberValue()).isEqualTo(5e9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'objects': [{'route_name': 'a'}]}        | INVALID | /objects/0/kind | kind is missing (expected: one of service, ",
        "{'objects': [{'kind': 'sevice'}]}         | INVALID | /objects/0/kind | kind: \"sevice\"",
        "{'objects': [{'kind': 1}]}                | MALFORMED | /objects/0/kind | kind: 1",
        "{'objects': [{'kind': 'route', 'service_name': 'a'}]} | MALFORMED | /objects/0/service_name | unknown field",
        "{'objects': [{'kind': 'route', 'delete': 1}]} | MALFORMED | /objects/0/delete | delete: 1",
        "{'objects': [{'kind': 'service', 'service_config': {}}]} | MALFORMED | /objects/0/service_config | unknown field",
        "{'objects': [5]}                          | MALFORMED | /objects/0 | objects: 5 (expected: an object)"
      })
  void faultsInsideUnionsAreNamed(String body, ErrorCode code, String field, String words) {
    ApiError error = error(body, ApplyObjectsRequest.newBuilder());

    assertThat(error.code()).isEqualTo(code);
    assertThat(error.field()).isEqualTo(field);
    assertThat(error.message()).contains(words);
  }

  @Test
  void whatThePathHoldsCannotStandInTheBody() {
    Problems problems = new Problems();
    JsonCodec.readBody(
        parse("{'route_id': 'x'}"), Set.of("route_id"), SplitTrafficRequest.newBuilder(), problems);

    assertThat(Objects.requireNonNull(problems.error()).message())
        .isEqualTo("unknown field route_id");
  }

  private static Set<String> fields(ApiError error) {
    return error.details().stream().map(ApiError.Detail::field).collect(Collectors.toSet());
  }

  private static ApiError error(String body, Message.Builder into) {
    Problems problems = new Problems();
    JsonCodec.readBody(parse(body), Set.of(), into, problems);
    return Objects.requireNonNull(problems.error(), "error");
  }

  private static JsonNode parse(String body) {
    return StrictJson.parse(ByteString.copyFromUtf8(body.replace('\'', '"')));
  }

  private static ApiError parseError(byte[] body) {
    return catchThrowableOfType(
            ApiException.class, () -> StrictJson.parse(ByteString.copyFrom(body)))
        .error();
  }
}
