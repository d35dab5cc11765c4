package io.apg.mesh.examples;

import com.fasterxml.jackson.databind.JsonNode;
import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.api.MeshApi;
import io.apg.mesh.examples.http.EchoBackend;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the demo asks of the control plane, all of it over REST. */
final class DemoRegistry {
  static final String NAMESPACE = "demo";
  static final String SPLIT_PATH = "/api/catalog";

  private static final int WAIT_SECONDS = 10;

  private final MeshApi api;

  DemoRegistry(MeshApi api) {
    this.api = api;
  }

  /** Registers a version of a service with one endpoint, and returns its id. */
  String register(String name, String version, int port) throws IOException, InterruptedException {
    String body =
        """
        {"service_config": {"service_name": "%s", "service_version": "%s", "namespace": "%s"},
         "endpoints": [{"host": "127.0.0.1", "port": %d, "health_check_path": "/health"}]}
        """
            .formatted(name, version, NAMESPACE, port);
    return api.post("/api/services", body).data().path("service_id").asText();
  }

  /** Adds an endpoint and returns the revision. */
  long addEndpoint(String serviceId, EchoBackend backend) throws IOException, InterruptedException {
    String body = "{\"host\": \"127.0.0.1\", \"port\": %d}".formatted(backend.port());
    return accepted(api.post("/api/services/" + serviceId + "/endpoints", body));
  }

  /** Creates a route for a prefix and returns its id. */
  String route(String name, String prefix, Map<String, Integer> split)
      throws IOException, InterruptedException {
    String body =
        """
        {"route_config": {"route_name": "%s", "match_type": "prefix", "match_value": "%s",
         "destination_services": %s}}
        """
            .formatted(name, prefix, destinations(split));
    return api.post("/api/routes", body).data().path("route_id").asText();
  }

  /** Moves a route's split and returns the revision. */
  long split(String routeId, Map<String, Integer> split) throws IOException, InterruptedException {
    String body = "{\"destination_services\": " + destinations(split) + "}";
    return accepted(api.post("/api/routes/" + routeId + "/traffic-split", body));
  }

  /** The bootstrap the control plane makes for a node, as JSON. */
  String bootstrap(String nodeId, Map<String, String> parameters)
      throws IOException, InterruptedException {
    String query =
        new TreeMap<>(parameters)
            .entrySet().stream()
                .map(entry -> entry.getKey() + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
    String path = "/api/proxies/" + encode(nodeId) + "/bootstrap?" + query;
    return api.get(path).data().path("bootstrap").toString();
  }

  /** How many proxies are in sync with a revision, after at most ten seconds of waiting. */
  int proxiesAt(long revision) throws IOException, InterruptedException {
    String path = "/api/proxies?acked_revision=" + revision + "&wait_seconds=" + WAIT_SECONDS;
    int inSync = 0;
    for (JsonNode proxy : api.get(path).data().path("proxies")) {
      boolean synced = proxy.path("status").asText().equals("synced");
      inSync += synced && proxy.path("acked_revision").asLong() >= revision ? 1 : 0;
    }
    return inSync;
  }

  /** The newest revision. */
  long revision() throws IOException, InterruptedException {
    return api.get("/api/health").data().path("revision").asLong();
  }

  private static long accepted(ApiAnswer answer) {
    answer.data();
    return answer.revision();
  }

  private static String destinations(Map<String, Integer> split) {
    return new TreeMap<>(split)
        .entrySet().stream()
            .map(
                e -> "{\"service_id\": \"%s\", \"weight\": %d}".formatted(e.getKey(), e.getValue()))
            .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
