package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.http.HttpAnswer;
import io.apg.mesh.examples.http.HttpConnection;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import io.apg.mesh.examples.load.LoadStats;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What load balancers do, on real Envoys. */
class LoadBalancersOnEnvoyTest {
  private static final String HOST = "orders.shop";
  private static final String COOKIE = "SESSIONID";

  @TempDir Path folder;

  /** As its first user writes it. */
  static final String BRIEF =
      """
      {
        "load_balancer_name": "user-service-lb",
        "algorithm": "weighted_round_robin",
        "session_affinity": true,
        "session_affinity_cookie": "SESSIONID",
        "health_check_enabled": true,
        "health_check_interval": 30,
        "circuit_breaker_enabled": true,
        "failure_threshold": 5,
        "recovery_timeout": 60,
        "max_connections": 200
      }
      """;

  @Test
  void theBriefsLoadBalancerIsAcceptedAsWrittenAndWorksOnceAServiceUsesIt() throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      ApiAnswer created = mesh.api().post("/api/load-balancers", BRIEF);
      assertThat(created.status()).as("%s", created).isEqualTo(201);
      assertThat(created.data().path("load_balancer_id").asText()).isEqualTo("lb_user_service_lb");
      assertThat(created.data().path("enforced").asBoolean(true)).isFalse();
      assertThat(created.data().path("enforced_reason").asText()).contains("no service uses it");

      Mesh.Running sidecar = orders(mesh, true, mesh.backend("a", "v1"), mesh.backend("b", "v1"));
      String used = BRIEF.replaceFirst("\\{", "{\"service_ids\": [\"svc_orders\"],");
      ApiAnswer updated = mesh.api().put("/api/load-balancers/lb_user_service_lb", used);
      assertThat(updated.data().path("enforced").asBoolean()).as("%s", updated).isTrue();
      mesh.awaitAcked(updated.revision());
      settle(sidecar);
      assertStays(sidecar, 20);
      BriefOnEnvoyTest.assertNoTrap(sidecar);
    }
  }

  @Test
  void requestsFollowTheWeights() throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      EchoBackend three = mesh.backend("three", "v1");
      Mesh.Running sidecar = orders(mesh, true, three, mesh.backend("one", "v1"));
      JsonNode endpoints = mesh.api().get("/api/services/svc_orders").data().path("endpoints");
      for (JsonNode endpoint : endpoints) {
        if (endpoint.path("port").asInt() == three.port()) {
          String at = "/api/services/svc_orders/endpoints/" + endpoint.path("endpoint_id").asText();
          assertThat(mesh.api().put(at, "{\"weight\": 300}").status()).isEqualTo(200);
        }
      }
      balance(mesh, sidecar, "weighted_round_robin", "");
      LoadStats stats =
          LoadGenerator.run(LoadPlan.to(sidecar.address(), HOST, "/").rate(0).exactly(400));
      assertThat(stats.failed()).isZero();
      assertThat(stats.share("three@v1")).as("%s", stats).isBetween(74.0, 76.0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ring_hash", "maglev", "round_robin", "least_request", "random"})
  void aClientStaysWithItsEndpointByCookie(String algorithm) throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      EchoBackend one = mesh.backend("one", "v1");
      EchoBackend two = mesh.backend("two", "v1");
      EchoBackend three = mesh.backend("three", "v1");
      Mesh.Running sidecar = orders(mesh, true, one, two, three);
      balance(
          mesh,
          sidecar,
          algorithm,
          "\"session_affinity\": true, \"session_affinity_cookie\": \"SESSIONID\"");
      Set<String> backends = new HashSet<>();
      for (int client = 0; client < 10; client++) {
        backends.add(assertStays(sidecar, 20));
      }
      assertThat(backends).hasSizeGreaterThan(1);
      BriefOnEnvoyTest.assertNoTrap(sidecar);
    }
  }

  /** Makes a new client; the endpoint that all of its requests reach. */
  private static String assertStays(Mesh.Running proxy, int requests) throws IOException {
    HttpAnswer first = proxy.get(HOST, "/");
    String endpoint = first.header(EchoBackend.ADDRESS).orElseThrow();
    String cookie = first.header("set-cookie").orElseThrow();
    assertThat(cookie).startsWith(COOKIE + "=").contains("Path=/", "HttpOnly");
    Map<String, String> headers = Map.of("host", HOST, "cookie", cookie.split(";", 2)[0]);
    try (HttpConnection client = HttpConnection.open(proxy.address(), Duration.ofSeconds(5))) {
      for (int i = 0; i < requests; i++) {
        HttpAnswer answer = client.exchange("GET", "/", headers);
        assertThat(answer.header(EchoBackend.ADDRESS)).contains(endpoint);
        assertThat(answer.header("set-cookie")).isEmpty();
      }
    }
    return endpoint;
  }

  @Test
  void whatExceedsTheLimitsIsRefusedAtOnce() throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      Mesh.Running sidecar = orders(mesh, true, mesh.backend("one", "v1"));
      balance(
          mesh,
          sidecar,
          "round_robin",
          "\"max_connections\": 1, \"max_pending_requests\": 1, \"max_requests\": 1");
      List<HttpAnswer> answers = together(6, () -> sidecar.get(HOST, "/?delay_ms=1000"));
      List<HttpAnswer> refused = answers.stream().filter(a -> a.status() == 503).toList();
      assertThat(refused).hasSizeBetween(4, 5);
      assertThat(refused)
          .allSatisfy(a -> assertThat(a.header("x-envoy-overloaded")).contains("true"));
      assertThat(answers).filteredOn(a -> a.status() == 200).hasSize(6 - refused.size());
      assertThat(sidecar.stat("cluster.svc_orders.upstream_rq_pending_overflow")).isPositive();
    }
  }

  private interface Call {
    HttpAnswer send() throws IOException;
  }

  private static List<HttpAnswer> together(int calls, Call call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(calls);
    try {
      List<CompletableFuture<HttpAnswer>> answers = new ArrayList<>();
      for (int i = 0; i < calls; i++) {
        CompletableFuture<HttpAnswer> answer = new CompletableFuture<>();
        threads.execute(
            () -> {
              try {
                answer.complete(call.send());
              } catch (IOException | RuntimeException e) {
                answer.completeExceptionally(e);
              }
            });
        answers.add(answer);
      }
      return answers.stream().map(CompletableFuture::join).toList();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void anEndpointThatFailsIsLeftOutAndComesBack() throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      EchoBackend good = mesh.backend("good", "v1");
      EchoBackend bad = mesh.backend("bad", "v1");
      Mesh.Running sidecar = orders(mesh, true, good, bad);
      balance(
          mesh,
          sidecar,
          "round_robin",
          "\"circuit_breaker_enabled\": true, \"failure_threshold\": 5,"
              + " \"recovery_timeout\": 2");
      String ejections = "cluster.svc_orders.outlier_detection.ejections_active";
      bad.failNext(Integer.MAX_VALUE);
      int failed = 0;
      while (failed < 5) {
        assertThat(sidecar.stat(ejections)).isZero();
        failed += sidecar.status(HOST, "/") == 200 ? 0 : 1;
      }
      // Envoy's main thread ejects; a request may still slip through until it has.
      sidecar.await("ejected", Duration.ofSeconds(5), () -> sidecar.stat(ejections) == 1);
      long seen = bad.requests();
      for (int i = 0; i < 40; i++) {
        assertThat(sidecar.status(HOST, "/")).isEqualTo(200);
      }
      assertThat(bad.requests()).isEqualTo(seen);
      bad.failNext(0);
      sidecar.await(
          "served by the mended one again",
          Duration.ofSeconds(10),
          () -> sidecar.backend(HOST, "/").equals(bad.id()));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void twentyEditsUnderLoadLoseNoRequest(boolean delta) throws Exception {
    List<String> algorithms =
        List.of("round_robin", "least_request", "random", "ring_hash", "maglev");
    try (Mesh mesh = Mesh.start(folder)) {
      Mesh.Running sidecar = orders(mesh, delta, mesh.backend("a", "v1"), mesh.backend("b", "v1"));
      mesh.apply(Objects.route("all", "\"shop.example.com\"", "/", "svc_orders=1"));
      Mesh.Running gateway = mesh.gateway("edge~1", delta);
      gateway.awaitOk("shop.example.com", "/", Mesh.LATER);
      try (LoadGenerator inside = load(sidecar, HOST);
          LoadGenerator outside = load(gateway, "shop.example.com")) {
        for (int edit = 0; edit < 20; edit++) {
          mesh.apply(
              balancer(
                  algorithms.get(edit % algorithms.size()),
                  "\"session_affinity\": %s, \"max_connections\": %d, \"failure_threshold\": %d"
                      .formatted(edit % 3 == 0, 500 + edit, 5 + edit)));
          TrafficOnEnvoyTest.awaitCarried(10L * (edit + 1), inside, outside);
        }
        TrafficOnEnvoyTest.assertNothingLost(inside.stop(), outside.stop());
      }
      mesh.awaitSynced(2);
      BriefOnEnvoyTest.assertNoTrap(sidecar, gateway);
    }
  }

  private static LoadGenerator load(Mesh.Running proxy, String host) {
    return LoadGenerator.start(LoadPlan.to(proxy.address(), host, "/").rate(200).over(16));
  }

  private static Mesh.Running orders(Mesh mesh, boolean delta, EchoBackend... backends)
      throws Exception {
    mesh.apply(Objects.service("orders", "shop", "v1", backends));
    Mesh.Running sidecar = mesh.sidecar("svc_caller~1", delta);
    sidecar.awaitOk(HOST, "/", Mesh.LATER);
    return sidecar;
  }

  private static void balance(Mesh mesh, Mesh.Running proxy, String algorithm, String more)
      throws Exception {
    mesh.apply(balancer(algorithm, more));
    settle(proxy);
  }

  /** Envoy's main thread says what it has; its worker has it too once some requests have passed. */
  private static void settle(Mesh.Running proxy) {
    for (int i = 0; i < 4; i++) {
      assertThat(proxy.status(HOST, "/")).isEqualTo(200);
    }
  }

  private static String balancer(String algorithm, String more) {
    return """
        {"kind": "load_balancer", "load_balancer_name": "orders", "algorithm": "%s",
         "service_ids": ["svc_orders"]%s}
        """
        .formatted(algorithm, more.isEmpty() ? "" : ", " + more);
  }
}
