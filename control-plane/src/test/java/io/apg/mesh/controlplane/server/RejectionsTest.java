package io.apg.mesh.controlplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.apg.mesh.controlplane.security.Role;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What proxies refuse is told where its author looks, outlives a restart, and ends. */
class RejectionsTest {
  private static final Duration LATER = Duration.ofSeconds(20);
  private static final String ORDERS = "/api/services/svc_orders";
  private static final String BAD = "/api/routes/route_bad";

  @TempDir Path folder;

  private final List<PickyProxy> proxies = new ArrayList<>();
  private LiveMesh mesh;

  @BeforeEach
  void start() throws IOException {
    mesh = new LiveMesh(folder);
    mesh.send("POST", "/api/services", service("orders")).data();
    mesh.send("POST", "/api/services", service("cart")).data();
  }

  @AfterEach
  void stop() {
    proxies.forEach(PickyProxy::close);
    mesh.close();
  }

  private void restart() throws IOException {
    proxies.forEach(PickyProxy::close);
    proxies.clear();
    mesh.close();
    mesh = new LiveMesh(folder);
  }

  private PickyProxy proxy(String id, String refuses) {
    PickyProxy proxy = new PickyProxy(mesh.xdsPort(), id, PickyProxy.having(refuses));
    proxies.add(proxy);
    await().atMost(LATER).until(() -> proxy.taken().contains("outbound"));
    return proxy;
  }

  private static String service(String name) {
    return """
        {"service_config": {"service_name": "%s", "service_version": "v1"},
         "endpoints": [{"host": "127.0.0.1", "port": 9001}]}
        """
        .formatted(name);
  }

  private static String route(String match) {
    return """
        {"route_config": {"route_name": "bad", "match_value": "%s", "hosts": ["orders.default"],
          "destination_services": [{"service_id": "svc_orders", "weight": 100}]}}
        """
        .formatted(match);
  }

  private static String balancer(int connections) {
    return """
        {"load_balancer_name": "lb", "service_ids": ["svc_orders"],
         "circuit_breaker_enabled": true, "max_connections": %d}
        """
        .formatted(connections);
  }

  private JsonNode events(String query) {
    return mesh.get("/api/events" + query).path("events");
  }

  private JsonNode event(String type) {
    await().atMost(LATER).until(() -> events("?type=" + type).size() > 0);
    return events("?type=" + type).get(0);
  }

  @Test
  void aRefusedRouteIsToldToItsAuthor() throws IOException {
    mesh.send("POST", "/api/routes", route("/fine")).data();
    proxy("svc_cart~1", "/poison");
    assertThat(mesh.get(BAD).has("delivery")).isFalse();
    long revision = mesh.send("PUT", BAD, route("/poison")).data().path("revision").asLong();

    await().atMost(LATER).until(() -> mesh.get(BAD).has("delivery"));
    JsonNode delivery = mesh.get(BAD).path("delivery");
    assertThat(delivery.path("rejections_total").asInt()).isEqualTo(1);
    assertThat(delivery.path("withheld_total").asInt()).isZero();
    JsonNode rejection = delivery.path("rejections").get(0);
    assertThat(rejection.path("proxy").asText()).isEqualTo("svc_cart~1");
    assertThat(rejection.path("type").asText()).isEqualTo("rds");
    assertThat(rejection.path("resource").asText()).isEqualTo("outbound");
    assertThat(rejection.path("virtual_host").asText()).contains("orders");
    assertThat(rejection.path("message").asText()).contains("not to my taste");
    assertThat(rejection.path("revision").asLong()).isEqualTo(revision);
    // Nobody else is blamed, as the service whose virtual host it is.
    assertThat(mesh.get(ORDERS).has("delivery")).isFalse();
    JsonNode finding = mesh.get("/api/findings").path("findings").get(0);
    assertThat(finding.path("code").asText()).isEqualTo("MESH0401");
    assertThat(finding.path("object").path("id").asText()).isEqualTo("route_bad");
    assertThat(finding.path("message").asText()).contains("svc_cart~1", "not to my taste");

    JsonNode event = event("resource_rejected");
    assertThat(event.path("proxy").asText()).isEqualTo("svc_cart~1");
    assertThat(event.path("objects").get(0).path("id").asText()).isEqualTo("route_bad");
    assertThat(event.path("revision").asLong()).isEqualTo(revision);
    assertThat(event.path("details").path("virtual_host").asText()).contains("orders");
    assertThat(metrics())
        .contains("mesh_rejections_live{type=\"rds\"} 1", "mesh_rejections_total{type=\"rds\"} 1");
  }

  private String metrics() throws IOException {
    return mesh.raw("GET /metrics HTTP/1.1");
  }

  @Test
  void whatIsReadCanBeSentBack() {
    mesh.send("POST", "/api/routes", route("/fine")).data();
    proxy("svc_cart~1", "/poison");
    mesh.send("PUT", BAD, route("/poison")).data();
    await().atMost(LATER).until(() -> mesh.get(BAD).has("delivery"));
    ObjectNode read = (ObjectNode) mesh.get(BAD);
    JsonNode written = mesh.send("PUT", BAD, read.toString()).data();
    assertThat(written).isEqualTo(read);
    read.put("kind", "route");
    JsonNode applied = mesh.send("POST", "/api/apply", "{\"objects\": [" + read + "]}").data();
    assertThat(applied.path("objects").toString()).contains("unchanged");
  }

  @Test
  void mendingEndsItEverywhere() throws IOException {
    mesh.send("POST", "/api/routes", route("/fine")).data();
    proxy("svc_cart~1", "/poison");
    mesh.send("PUT", BAD, route("/poison")).data();
    await().atMost(LATER).until(() -> mesh.get(BAD).has("delivery"));
    mesh.send("PUT", BAD, route("/better")).data();

    await().atMost(LATER).until(() -> !mesh.get(BAD).has("delivery"));
    JsonNode event = event("rejection_ended");
    assertThat(event.path("details").path("end").asText()).isEqualTo("mended");
    assertThat(event.path("objects").get(0).path("id").asText()).isEqualTo("route_bad");
    assertThat(mesh.get("/api/findings").path("findings")).isEmpty();
    assertThat(metrics())
        .contains(
            "mesh_rejections_live{type=\"rds\"} 0",
            "mesh_rejections_ended_total{end=\"mended\",type=\"rds\"} 1");
    // All that happened to the route, the newest first.
    assertThat(events("?kind=route&id=route_bad"))
        .extracting(one -> one.path("type").asText())
        .containsExactly("rejection_ended", "resource_rejected");
  }

  @Test
  void aRefusedClusterIsToldToItsServiceAndItsLoadBalancer() {
    mesh.send("POST", "/api/load-balancers", balancer(7)).data();
    PickyProxy proxy =
        new PickyProxy(mesh.xdsPort(), "svc_cart~1", resource -> connections(resource) == 1111);
    proxies.add(proxy);
    await().atMost(LATER).until(() -> proxy.taken().contains("svc_orders"));
    mesh.send("PUT", "/api/load-balancers/lb_lb", balancer(1111)).data();
    await().atMost(LATER).until(() -> mesh.get("/api/load-balancers/lb_lb").has("delivery"));
    JsonNode delivery = mesh.get(ORDERS).path("delivery");
    assertThat(delivery.path("rejections").get(0).path("type").asText()).isEqualTo("cds");
    assertThat(mesh.get("/api/services/svc_cart").has("delivery")).isFalse();
    assertThat(mesh.get("/api/services").path("services").toString()).contains("not to my taste");
    mesh.send("PUT", "/api/load-balancers/lb_lb", balancer(7)).data();
    assertThat(event("rejection_ended").path("details").path("end").asText())
        .isEqualTo("rolled_back");
  }

  private static int connections(Resource resource) {
    try {
      return resource.getResource().is(Cluster.class)
          ? resource
              .getResource()
              .unpack(Cluster.class)
              .getCircuitBreakers()
              .getThresholds(0)
              .getMaxConnections()
              .getValue()
          : 0;
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRestartForgetsNothing() throws IOException {
    mesh.send("POST", "/api/routes", route("/fine")).data();
    PickyProxy before = proxy("svc_cart~1", "/poison");
    mesh.send("PUT", BAD, route("/poison")).data();
    await().atMost(LATER).until(() -> mesh.get(BAD).has("delivery"));
    assertThat(before.refused()).containsExactly("outbound");
    restart();

    PickyProxy after = proxy("svc_cart~1", "/poison");
    await().atMost(LATER).until(() -> mesh.get(BAD).has("delivery"));
    assertThat(after.refused()).isEmpty();
    assertThat(events("?type=resource_rejected")).hasSize(1);
    // Somebody else has not refused it yet; when it does, that is enough.
    proxy("svc_cart~2", "/poison");
    await().atMost(LATER).until(() -> rejections() == 2);
    PickyProxy third = proxy("svc_cart~3", "/poison");
    await()
        .atMost(LATER)
        .until(() -> mesh.get(BAD).path("delivery").path("withheld_total").asInt() == 1);
    assertThat(third.refused()).isEmpty();
    assertThat(third.taken()).contains("outbound");
    assertThat(rejections()).isEqualTo(2);
    restart();
    PickyProxy fourth = proxy("svc_cart~4", "/poison");
    assertThat(fourth.refused()).isEmpty();
  }

  private int rejections() {
    return mesh.get(BAD).path("delivery").path("rejections_total").asInt();
  }

  @Test
  void comingAndGoingAreEvents() {
    proxy("svc_cart~1", "/poison");
    proxies.forEach(PickyProxy::close);
    JsonNode gone = event("proxy_disconnected");
    assertThat(gone.path("proxy").asText()).isEqualTo("svc_cart~1");
    assertThat(events("?proxy=svc_cart~1"))
        .extracting(one -> one.path("type").asText())
        .containsExactly("proxy_disconnected", "proxy_connected");
    assertThat(events("?proxy=svc_cart~2")).isEmpty();
    assertThat(events("?since=2100-01-01T00:00:00Z")).isEmpty();
    JsonNode page = mesh.get("/api/events?page_size=1");
    assertThat(page.path("events")).hasSize(1);
    JsonNode next =
        mesh.get("/api/events?page_size=1&page_token=" + page.path("next_page_token").asText());
    assertThat(next.path("events").get(0).path("type").asText()).isEqualTo("proxy_connected");
    assertThat(next.path("next_page_token").asText()).isEmpty();
  }

  @Test
  void aNameThatDoesNotResolveIsAnEvent() {
    mesh.send(
            "POST",
            "/api/services",
            """
            {"service_config": {"service_name": "named", "service_version": "v1"},
             "endpoints": [{"host": "nowhere.test", "port": 9001}]}
            """)
        .data();
    JsonNode event = event("dns_failed");
    assertThat(event.path("message").asText()).contains("nowhere.test");
    assertThat(event.path("objects"))
        .extracting(one -> one.path("kind").asText())
        .containsExactly("endpoint", "service");
    assertThat(events("?kind=service&id=svc_named")).hasSize(1);
  }

  @Test
  void badParametersAreRefused() {
    assertThat(mesh.send("GET", "/api/events?type=no_such_type", "").status()).isEqualTo(422);
    assertThat(mesh.send("GET", "/api/events?since=yesterday", "").error().path("field").asText())
        .isEqualTo("since");
    assertThat(mesh.send("GET", "/api/events?kind=route", "").error().path("field").asText())
        .isEqualTo("kind");
    assertThat(mesh.send("GET", "/api/events?page_size=0", "").status()).isEqualTo(422);
    assertThat(mesh.send("GET", "/api/events?page_token=x", "").status()).isEqualTo(422);
  }

  @Test
  void othersSeeNothingOfIt() {
    proxy("svc_cart~1", "/poison");
    event("proxy_connected");
    String other = mesh.token(Role.VIEWER, "other");
    assertThat(mesh.sendAs(other, "GET", "/api/events", "").data().path("events")).isEmpty();
  }
}
