package io.apg.mesh.controlplane.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What reads return can be edited and sent back. */
class RestRoundTripTest {
  private static final String ORDERS = "/api/services/svc_orders";

  @TempDir Path folder;

  private LiveMesh mesh;

  @BeforeEach
  void start() throws IOException {
    mesh = new LiveMesh(folder);
    post(
        "/api/services",
        """
        {"service_config": {"service_name": "orders", "service_version": "v1",
          "labels": {"team": "shop"}},
         "endpoints": [{"host": "127.0.0.1", "port": 9001, "weight": 50}]}
        """);
    post(
        "/api/routes",
        """
        {"route_config": {"route_name": "orders", "match_value": "/", "hosts": ["orders.shop"],
          "destination_services": [{"service_id": "svc_orders", "weight": 100}]}}
        """);
  }

  @AfterEach
  void stop() {
    mesh.close();
  }

  @Test
  void getEditPut() {
    ObjectNode service = read(ORDERS);
    service.put("description", "takes orders");
    ((ObjectNode) service.at("/endpoints/0")).put("weight", 70);

    JsonNode written = mesh.send("PUT", ORDERS, service.toString()).data();

    assertThat(written.path("description").asText()).isEqualTo("takes orders");
    assertThat(written.at("/endpoints/0/weight").asInt()).isEqualTo(70);
    assertThat(written.path("revision").asLong()).isGreaterThan(service.path("revision").asLong());
    assertThat(mesh.get(ORDERS)).isEqualTo(written);
    ObjectNode route = read("/api/routes/route_orders").put("timeout_ms", 500);
    assertThat(mesh.send("PUT", "/api/routes/route_orders", route.toString()).status())
        .isEqualTo(200);
    assertThat(mesh.get("/api/routes/route_orders").path("timeout_ms").asInt()).isEqualTo(500);
  }

  @Test
  void getApply_isUnchanged() {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putArray("objects")
        .add(read(ORDERS).put("kind", "service"))
        .add(read("/api/routes/route_orders").put("kind", "route"));
    var before = mesh.everything();

    JsonNode answer = mesh.send("POST", "/api/apply", body.toString()).data();

    assertThat(answer.path("objects").findValuesAsText("result"))
        .containsExactly("unchanged", "unchanged");
    assertThat(mesh.everything()).isEqualTo(before);
  }

  @Test
  void putWithoutEndpointsDefaultAndStatus_keepsThem() {
    mesh.send("PUT", ORDERS + "/status", "{\"status\": \"draining\", \"reason\": \"moving\"}")
        .data();
    JsonNode before = mesh.get(ORDERS);

    JsonNode after =
        mesh.send("PUT", ORDERS, "{\"service_name\": \"orders\", \"service_version\": \"v1\"}")
            .data();

    for (String kept : new String[] {"endpoints", "default", "status", "status_reason"}) {
      assertThat(after.path(kept)).as(kept).isEqualTo(before.path(kept));
    }
    assertThat(after.path("endpoints")).hasSize(1);
    assertThat(after.path("labels")).isEmpty();
    ObjectNode without = ((ObjectNode) after.deepCopy());
    without.putArray("endpoints");
    assertThat(mesh.send("PUT", ORDERS, without.toString()).data().path("endpoints")).isEmpty();
  }

  @Test
  void ifMatch_ofTheCurrentRevision() {
    String revision = mesh.get(ORDERS).path("revision").asText();
    String body = "{\"status\": \"draining\"}";

    assertThat(mesh.send("PUT", ORDERS + "/status", body, "if-match", revision).status())
        .isEqualTo(200);
    assertThat(mesh.send("PUT", ORDERS + "/status", body, "if-match", revision).status())
        .isEqualTo(412);
  }

  private ObjectNode read(String path) {
    return (ObjectNode) mesh.get(path);
  }

  private void post(String path, String body) {
    assertThat(mesh.send("POST", path, body).status()).isEqualTo(201);
  }
}
