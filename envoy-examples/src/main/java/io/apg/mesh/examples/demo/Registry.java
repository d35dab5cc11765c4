package io.apg.mesh.examples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.api.MeshApi;
import io.apg.mesh.examples.process.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the demo asks of the control plane, all of it over REST. */
final class Registry {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration BOUND = Duration.ofSeconds(10);

  private final MeshApi api;

  Registry(MeshApi api) {
    this.api = api;
  }

  /** Creates or replaces objects, all of them or none, and returns the revision. */
  long apply(List<ObjectNode> objects) throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    body.putArray("objects").addAll(objects);
    return accepted(api.post("/api/apply", body));
  }

  /** Moves a route's split and returns the revision. */
  long split(String routeId, Map<String, Integer> split) throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    new TreeMap<>(split)
        .forEach(
            (service, weight) ->
                body.withArray("destination_services")
                    .addObject()
                    .put("service_id", service)
                    .put("weight", weight));
    return accepted(api.post("/api/routes/" + routeId + "/traffic-split", body));
  }

  /** Takes back what a revision changed, and returns the new one. */
  long rollBack(long revision) throws IOException, InterruptedException {
    return accepted(api.post("/api/revisions/" + revision + "/rollback", "{}"));
  }

  /** How many proxies are in sync with a revision: {@code wanted}, or after ten seconds fewer. */
  int proxiesAt(long revision, int wanted) throws IOException, InterruptedException {
    Await.holds(BOUND, () -> proxiesAt(revision) >= wanted);
    return proxiesAt(revision);
  }

  private int proxiesAt(long revision) throws IOException, InterruptedException {
    int inSync = 0;
    for (JsonNode proxy : proxies()) {
      boolean synced = proxy.path("status").asText().equals("synced");
      inSync += synced && proxy.path("acked_revision").asLong() >= revision ? 1 : 0;
    }
    return inSync;
  }

  /** The proxies that refuse something, by node. */
  Map<String, JsonNode> refusals() throws IOException, InterruptedException {
    Map<String, JsonNode> refusals = new TreeMap<>();
    for (JsonNode proxy : proxies()) {
      if (proxy.path("status").asText().equals("error")) {
        refusals.put(proxy.path("node_id").asText(), proxy);
      }
    }
    return refusals;
  }

  private JsonNode proxies() throws IOException, InterruptedException {
    return api.get("/api/proxies").data().path("proxies");
  }

  /** The newest revision. */
  long revision() throws IOException, InterruptedException {
    return api.get("/api/health").data().path("revision").asLong();
  }

  private static long accepted(ApiAnswer answer) {
    answer.data();
    return answer.revision();
  }
}
