package io.apg.mesh.controlplane.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The patch that leads from one object to another does what a PUT of the other does. */
class PatchPropertyTest {
  private static final int PAIRS = 60;

  @TempDir static Path folder;

  private static LiveMesh mesh;

  /** A kind of object, and what its fields may be; the first ones are always said. */
  @SuppressWarnings("ImmutableEnumChecker") // what they are made of is never changed
  enum Kind {
    SERVICE(
        "/api/services/svc_one",
        List.of("service_id", "service_version", "namespace"),
        Map.of("service_name", List.of("'one'")),
        // Where a PUT does not say these, they stay.
        Map.of(
            "status", List.of("'active'", "'draining'"),
            "default", List.of("true", "false"),
            "load_balancer_id", List.of("''", "'lb_one'"),
            "endpoints",
                List.of(
                    "[]",
                    "[{'host': '10.0.0.1', 'port': 80}]",
                    "[{'host': 'a.test',"
                        + " 'port': 81, 'weight': 3, 'labels': {'a': 'b'}}, {'host': '10.0.0.1', 'port': 80}]")),
        Map.of(
            "description", List.of("''", "'text'", "'more'"),
            "protocol", List.of("'http'", "'grpc'", "'ftp'", "'tcp'"),
            "outbound_port", List.of("5432", "0"),
            "reach", List.of("'tenant'", "'declared'"),
            "resolution", List.of("'proxy'", "'control_plane'"),
            "dependencies", List.of("[]", "['svc_two']", "['svc_none']"),
            "metadata", List.of("{}", "{'a': '1', 'b.c': '2'}", "{'b.c': '3'}"),
            "labels", List.of("{}", "{'a': '1', 'b': '2'}", "{'b': '3', 'c': ''}"))),
    ENDPOINT(
        "/api/services/svc_two/endpoints/ep_two~10.0.0.2~80",
        List.of("endpoint_id"),
        Map.of("host", List.of("'10.0.0.2'"), "port", List.of("80")),
        Map.of(),
        Map.of(
            "protocol", List.of("'http'", "'grpc'"),
            "path", List.of("''", "'/a'", "'a'"),
            "weight", List.of("0", "7", "1001"),
            "health_check_path", List.of("'/ok'"),
            "zone", List.of("'z'", "''"),
            "priority", List.of("0", "3"),
            "metadata", List.of("{}", "{'a': '1', 'b': '2'}", "{'b': '3'}"),
            "labels", List.of("{}", "{'a': '1'}", "{'a b': ''}"))),
    ROUTE(
        "/api/routes/route_one",
        List.of("route_id"),
        Map.of(
            "route_name", List.of("'one'"),
            "match_value", List.of("'/a'", "'/b.*'", "'('"),
            "destination_services",
                List.of(
                    "[{'service_id': 'svc_two'}]",
                    "[{'service': 'two'," + " 'weight': 7}, {'service_id': 'svc_one'}]",
                    "[{'service_id': 'svc_none'}]")),
        Map.of(),
        Map.of(
            "hosts", List.of("[]", "['a.test']", "['b.test', 'a.test']"),
            "match_type", List.of("'exact'", "'regex'", "'prefix'"),
            "methods", List.of("['GET']", "[]"),
            "headers", List.of("[{'name': 'x', 'exact': 'y'}]", "[{'name': 'x'}]"),
            "timeout_ms", List.of("0", "9", "-1"),
            "retry_attempts", List.of("0", "3"),
            "retry_on", List.of("['5xx']", "[]"),
            "priority", List.of("1", "2"),
            "enabled", List.of("true", "false"),
            "labels", List.of("{'a': '1', 'b': '2'}", "{'b': '3'}"))),
    BALANCER(
        "/api/load-balancers/lb_one",
        List.of("load_balancer_id"),
        Map.of("load_balancer_name", List.of("'one'")),
        Map.of("service_ids", List.of("[]", "['svc_one']", "['svc_two', 'svc_one']")),
        Map.of(
            "algorithm", List.of("'random'", "'maglev'"),
            "session_affinity", List.of("true", "false"),
            "session_affinity_cookie", List.of("'c'", "'d'", "';'"),
            "health_check_enabled", List.of("true", "false"),
            "health_check_mode", List.of("'proxy'", "'control_plane'"),
            "circuit_breaker_enabled", List.of("true", "false"),
            "failure_threshold", List.of("3", "0"),
            "max_connections", List.of("10", "-1"),
            "max_retries", List.of("0", "2"),
            "labels", List.of("{'a': '1', 'b': '2'}", "{'b': '3'}")));

    final String path;
    final List<String> identity;
    final Map<String, List<String>> said;
    final Map<String, List<String>> kept;
    final Map<String, List<String>> free;

    Kind(
        String path,
        List<String> identity,
        Map<String, List<String>> said,
        Map<String, List<String>> kept,
        Map<String, List<String>> free) {
      this.path = path;
      this.identity = identity;
      this.said = new TreeMap<>(said);
      this.kept = new TreeMap<>(kept);
      this.free = new TreeMap<>(free);
    }

    ObjectNode make(Random random) {
      ObjectNode object = Plain.object("{}");
      said.forEach((name, values) -> object.set(name, pick(values, random)));
      kept.forEach((name, values) -> object.set(name, pick(values, random)));
      free.forEach(
          (name, values) -> {
            if (random.nextInt(3) == 0) {
              object.set(name, pick(values, random));
            }
          });
      return object;
    }

    private static JsonNode pick(List<String> values, Random random) {
      // The first ones are good, so that most objects are.
      int index = Math.min(random.nextInt(values.size()), random.nextInt(values.size()));
      return Plain.object("{'it': " + values.get(index) + "}").path("it");
    }
  }

  @BeforeAll
  static void start() throws IOException {
    mesh = new LiveMesh(folder);
    create("load-balancers", "{'load_balancer_name': 'one'}");
    create("services", "{'service_name': 'one'}");
    create("services", "{'service_name': 'two', 'endpoints': [{'host': '10.0.0.2', 'port': 80}]}");
    create(
        "routes",
        """
        {'route_name': 'one', 'match_value': '/',
         'destination_services': [{'service_id': 'svc_two'}]}
        """);
  }

  @AfterAll
  static void stop() {
    mesh.close();
  }

  @ParameterizedTest
  @EnumSource
  void aPatchOfTheDifferenceIsAPut(Kind kind) {
    int made = 0;
    int refused = 0;
    for (long seed = 0; made < PAIRS || refused < PAIRS / 6; seed++) {
      assertThat(seed).as("made %s, refused %s", made, refused).isLessThan(PAIRS * 20L);
      Random random = new Random(seed);
      ObjectNode first = kind.make(random);
      ObjectNode second = kind.make(random);
      if (put(kind, first).status() != 200) {
        continue;
      }
      LiveMesh.Answer wanted = put(kind, second);
      put(kind, first).data();
      JsonNode patch = difference(withoutIdentity(kind, read(kind)), second);
      LiveMesh.Answer patched = mesh.send("PATCH", kind.path, patch.toString());
      String story = "seed " + seed + ": " + first + " -> " + second + " by " + patch;
      assertThat(patched.status()).as(story + patched.body()).isEqualTo(wanted.status());
      if (wanted.status() == 200) {
        made++;
        assertThat(Plain.content(patched.data())).as(story).isEqualTo(Plain.content(wanted.data()));
      } else {
        refused++;
        assertThat(patched.error().path("details"))
            .as(story)
            .isEqualTo(wanted.error().path("details"));
      }
    }
  }

  /** The merge patch of RFC 7396 that makes {@code second} of {@code first}. */
  private static ObjectNode difference(JsonNode first, JsonNode second) {
    ObjectNode patch = Plain.object("{}");
    first.fieldNames().forEachRemaining(name -> patch.putNull(name));
    second
        .properties()
        .forEach(
            entry -> {
              String name = entry.getKey();
              JsonNode was = first.path(name);
              JsonNode is = entry.getValue();
              if (was.equals(is)) {
                patch.remove(name);
              } else if (was.isObject() && is.isObject()) {
                patch.set(name, difference(was, is));
              } else {
                patch.set(name, is);
              }
            });
    return patch;
  }

  /** Without what a PUT may leave out, though it stays, and a patch may not remove. */
  private static JsonNode withoutIdentity(Kind kind, JsonNode object) {
    return ((ObjectNode) object).remove(kind.identity);
  }

  private static JsonNode read(Kind kind) {
    return kind == Kind.ENDPOINT
        ? mesh.get("/api/services/svc_two/endpoints").at("/endpoints/0")
        : mesh.get(kind.path);
  }

  private static LiveMesh.Answer put(Kind kind, JsonNode object) {
    return mesh.send("PUT", kind.path, object.toString());
  }

  private static void create(String kind, String body) {
    LiveMesh.Answer answer = mesh.send("POST", "/api/" + kind, Plain.text(body));
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
  }
}
