package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.http.HttpAnswer;
import io.apg.mesh.examples.http.HttpConnection;
import io.apg.mesh.examples.process.Await;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code POST /api/explain} says of 200 requests over a generated mesh what real Envoys do with
 * them: the same route, by its name in the access log, and a cluster of those it names.
 */
class ExplainOnEnvoyTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int REQUESTS = 100;
  private static final int ROUTES = 60;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"rds", "scoped"})
  void saysWhatEnvoysDo(String routes) throws Exception {
    try (Mesh mesh = Mesh.start(folder, "xds.routes=" + routes)) {
      GeneratedMesh generated = new GeneratedMesh(20260101);
      List<String> objects = new ArrayList<>(services(mesh));
      objects.addAll(generated.routes(ROUTES));
      mesh.apply(objects.toArray(new String[0]));
      Mesh.Running sidecar = logging(mesh, "svc_cart~1", "outbound=127.0.0.1:");
      Mesh.Running gateway = logging(mesh, "edge~1", "role=gateway&listen=127.0.0.1:");
      mesh.awaitSynced(2);
      Set<String> taken = new HashSet<>();
      check(mesh, sidecar, "svc_cart", requests(generated), taken);
      check(mesh, gateway, "gateway", requests(generated), taken);
      assertThat(taken).as("routes that took a request").hasSizeGreaterThan(20);
    }
  }

  /** Most go to another route, or to none, when the gateway did not normalise them. */
  private static final List<String> ODD_PATHS =
      List.of(
          "/a/b",
          "/a//b",
          "//a///b/",
          "/a/./b",
          "/a/x/../b",
          "/../a/b",
          "/a/b/..",
          "/a/b/.",
          "/a/%2e%2E/b",
          "/a%2Fb",
          "/a%5cb",
          "/a\\b",
          "/a/..%2fb",
          "/%61/b",
          "/a/%7Eb",
          "/a/b%zz",
          "/a/b%",
          "/a/b%00",
          "/a/<b>",
          "/a/b|c",
          "/a/b^c",
          "/a/b[c]",
          "/a;x/b",
          "/A/b",
          "/b");

  @Test
  void aGatewayComparesPathsAsItHasMadeThem() throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      List<String> objects = new ArrayList<>(services(mesh));
      String host = "\"odd.example.com\"";
      objects.add(Objects.route("both", host, "/a/b", "svc_cart=1"));
      objects.add(Objects.route("first", host, "/a", "svc_orders=1"));
      objects.add(Objects.route("second", host, "/b", "svc_stock=1"));
      objects.add(Objects.route("escaped", host, "/a/b%5E", "svc_search=1"));
      objects.add(Objects.route("bar", host, "/a/b%7C", "svc_search=1"));
      objects.add(Objects.route("angle", host, "/a/%3Cb", "svc_search=1"));
      mesh.apply(objects.toArray(new String[0]));
      Mesh.Running sidecar = logging(mesh, "svc_cart~1", "outbound=127.0.0.1:");
      Mesh.Running gateway = logging(mesh, "edge~1", "role=gateway&listen=127.0.0.1:");
      mesh.awaitSynced(2);
      List<GeneratedMesh.Request> requests = new ArrayList<>();
      for (String path : ODD_PATHS) {
        String numbered = path + "?n=" + requests.size() + "&q=/x//../%2F";
        requests.add(new GeneratedMesh.Request("GET", "odd.example.com", numbered, Map.of()));
      }
      check(mesh, gateway, "gateway", requests, new HashSet<>());
      check(mesh, sidecar, "svc_cart", requests, new HashSet<>());
    }
  }

  private static List<String> services(Mesh mesh) throws IOException {
    return List.of(
        Objects.service("cart", "shop", "v1", mesh.backend("svc_cart", "1")),
        Objects.service("orders", "shop", "v1", mesh.backend("svc_orders", "1")),
        Objects.service("orders", "shop", "v2", mesh.backend("svc_orders_v2", "1")),
        Objects.service("search", "shop", "v1", mesh.backend("svc_search", "1")),
        Objects.service("ledger", "money", "v1", mesh.backend("svc_ledger", "1")),
        Objects.service("stock", "shop", "v1", mesh.backend("svc_stock", "1")));
  }

  /** An Envoy that logs every request, not only those that failed. */
  private static Mesh.Running logging(Mesh mesh, String node, String query) throws Exception {
    int port = Mesh.freePort();
    String key = "\"re2.max_program_size.error_level\"";
    String bootstrap = mesh.bootstrap(node, query + port);
    assertThat(bootstrap).contains(key);
    return mesh.launch(
        bootstrap.replace(key, "\"apg.access_log.first_error\": 100, " + key), node, port);
  }

  private static void check(
      Mesh mesh,
      Mesh.Running proxy,
      String from,
      List<GeneratedMesh.Request> requests,
      Set<String> routes)
      throws Exception {
    List<HttpAnswer> answers = new ArrayList<>();
    for (GeneratedMesh.Request request : requests) {
      answers.add(send(proxy, request));
    }
    Map<Integer, JsonNode> log = log(proxy, requests.size());
    for (int n = 0; n < requests.size(); n++) {
      GeneratedMesh.Request request = requests.get(n);
      JsonNode told = explain(mesh, from, request);
      String what = from + " " + request + " explained as " + told;
      JsonNode entry = log.get(n);
      assertThat(told.path("route").asText()).as(what).isEqualTo(route(entry));
      HttpAnswer answer = answers.get(n);
      if (told.path("response").isObject()) {
        assertThat(told.path("response").path("status").asInt())
            .as(what)
            .isEqualTo(answer.status());
        assertThat(answer.backend()).as(what).isEmpty();
      } else {
        String cluster = entry.path("cluster").asText();
        assertThat(told.path("destinations").findValuesAsText("cluster"))
            .as(what)
            .contains(cluster);
        if (isUri(request.path())) {
          assertThat(answer.backend()).as(what).contains(cluster + "@1");
        }
        routes.add(from + " " + told.path("route").asText());
      }
    }
  }

  /** Where routes are found by scope, a host whose routes do not match has one that says so. */
  private static String route(JsonNode entry) {
    String route = entry.path("route").asText("");
    return route.equals("no_route") ? "" : route;
  }

  /** The application behind it refuses what is none; Envoy does not. */
  private static boolean isUri(String path) {
    try {
      return new URI(path).getPath() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static List<GeneratedMesh.Request> requests(GeneratedMesh generated) {
    List<GeneratedMesh.Request> requests = new ArrayList<>();
    for (int n = 0; n < REQUESTS; n++) {
      requests.add(generated.request(n));
    }
    return requests;
  }

  private static HttpAnswer send(Mesh.Running proxy, GeneratedMesh.Request request)
      throws IOException {
    Map<String, String> headers = new LinkedHashMap<>(request.headers());
    headers.put("host", request.host());
    headers.put("connection", "close");
    try (HttpConnection connection = HttpConnection.open(proxy.address(), Duration.ofSeconds(10))) {
      return connection.exchange(request.method(), request.path(), headers);
    }
  }

  private static JsonNode explain(Mesh mesh, String from, GeneratedMesh.Request request)
      throws Exception {
    ObjectNode question =
        JSON.createObjectNode()
            .put("from", from)
            .put("to", request.host())
            .put("method", request.method())
            .put("path", request.path());
    request.headers().forEach(question.putObject("headers")::put);
    ApiAnswer answer = mesh.api().post("/api/explain", question.toString());
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    return answer.data();
  }

  /** The access log by the number of the request, once all of it is written. */
  private static Map<Integer, JsonNode> log(Mesh.Running proxy, int count) throws Exception {
    Map<Integer, JsonNode> entries = new LinkedHashMap<>();
    boolean whole =
        Await.holds(
            Mesh.LATER,
            () -> {
              for (String line : proxy.envoy().log().split("\n", -1)) {
                if (line.startsWith("{") && line.endsWith("}") && line.contains("?n=")) {
                  JsonNode entry = JSON.readTree(line);
                  String number = entry.path("path").asText().replaceAll(".*\\?n=([0-9]+).*", "$1");
                  entries.put(Integer.parseInt(number), entry);
                }
              }
              return entries.size() == count;
            });
    assertThat(whole).as("%d of %d requests are logged", entries.size(), count).isTrue();
    return entries;
  }
}
