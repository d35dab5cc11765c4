package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.api.MeshApi;
import io.apg.mesh.examples.process.Await;
import io.apg.mesh.examples.process.MeshdLaunch;
import io.apg.mesh.examples.process.MeshdProcess;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications that call each other by grpc-java, without any Envoy. */
class GrpcJavaTest {
  private static final Duration BOUND = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  @SuppressWarnings("try") // the first backend goes while the others stay
  void g8_routesSplitsAndEndpointsChangeUnderLoadWithoutALostCall() throws Exception {
    try (Mesh mesh = Mesh.start(folder);
        GrpcEcho one = GrpcEcho.start("one");
        GrpcEcho two = GrpcEcho.start("two");
        GrpcEcho next = GrpcEcho.start("next");
        GrpcEcho last = GrpcEcho.start("last")) {
      mesh.apply(
          Objects.grpc("orders", "v1", one.address()),
          Objects.grpc("orders", "v2", two.address()),
          Objects.grpc("cart", "v1", one.address()));
      GrpcCaller caller = caller(mesh, "orders.shop");
      assertThat(caller.call()).isEqualTo("one");
      assertThat(caller(mesh, "orders").call()).isEqualTo("one");
      try (GrpcLoad load = GrpcLoad.on(caller.channel())) {
        mesh.apply(split("svc_orders=90", "svc_orders_v2=10"));
        load.awaitAnswers("two", 1);
        long ofTwo = load.answersOf("two");
        load.awaitAnswers("one", 400);
        assertThat(load.answersOf("two") - ofTwo).isBetween(15L, 100L);

        mesh.apply(Objects.grpc("orders", "v1", next.address()));
        load.awaitAnswers("next", 100);
        one.stop();

        mesh.apply(Objects.grpc("billing", "v1", last.address()), split("svc_billing=1"));
        load.awaitAnswers("last", 100);
        mesh.apply(
            split("svc_orders=1"),
            Objects.deleted("svc_orders_v2"),
            Objects.deleted("svc_billing"));
        load.awaitAnswers("next", 100);
        load.stopWithoutFailure();
      }
      assertSynced(mesh.proxy("svc_caller~orders.shop"));
      assertThat(mesh.api().get("/api/findings").data().toString()).doesNotContain("svc_caller");
    }
  }

  @Test
  void callsGoOnWhileTheControlPlaneIsKilledAndComesBack() throws Exception {
    try (MeshdProcess meshd = MeshdLaunch.onClassPath().start();
        GrpcEcho one = GrpcEcho.start("one");
        GrpcEcho two = GrpcEcho.start("two")) {
      MeshApi api = meshd.api("admin");
      apply(
          api,
          Objects.grpc("orders", "v1", one.address()),
          Objects.grpc("orders", "v2", two.address()));
      try (GrpcCaller caller = GrpcCaller.of(api, "svc_caller~1", "orders.shop");
          GrpcLoad load = GrpcLoad.on(caller.channel())) {
        load.awaitAnswers("one", 50);
        meshd.kill();
        load.awaitAnswers("one", 100);
        meshd.restart();
        apply(api, split("svc_orders_v2=1"));
        meshd.await("the new route", BOUND, () -> load.answersOf("two") > 100);
        load.stopWithoutFailure();
        assertSynced(api.get("/api/proxies/svc_caller~1").data());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "round_robin",
        "weighted_round_robin",
        "least_request",
        "random",
        "ring_hash",
        "maglev"
      })
  void g8_everyLoadBalancerIsTakenAndUsesEveryEndpoint(String algorithm) throws Exception {
    try (Mesh mesh = Mesh.start(folder);
        GrpcEcho one = GrpcEcho.start("one");
        GrpcEcho two = GrpcEcho.start("two")) {
      mesh.apply(
          Objects.grpc("orders", "v1", one.address(), two.address()),
          """
          {"kind": "load_balancer", "load_balancer_name": "lb", "service_ids": ["svc_orders"],
           "algorithm": "%s", "session_affinity": true, "session_affinity_cookie": "C",
           "circuit_breaker_enabled": true, "failure_threshold": 5, "recovery_timeout": 60,
           "max_requests": 100}
          """
              .formatted(algorithm));
      try (GrpcCaller caller = caller(mesh, "orders.shop");
          GrpcLoad load = GrpcLoad.on(caller.channel())) {
        load.awaitAnswers("one", 60);
        load.awaitAnswers("two", 60);
        load.stopWithoutFailure();
        assertSynced(mesh.proxy("svc_caller~orders.shop"));
        assertThat(mesh.api().get("/api/findings").data().toString())
            .contains("MESH0305", "lb_lb", "no session affinity");
      }
    }
  }

  @Test
  void conditionsLimitsAndRoutesWithoutDestinationHoldForCalls() throws Exception {
    try (Mesh mesh = Mesh.start(folder);
        GrpcEcho one = GrpcEcho.start("one");
        GrpcEcho two = GrpcEcho.start("two")) {
      mesh.apply(
          Objects.grpc("orders", "v1", one.address()),
          Objects.grpc("orders", "v2", two.address()),
          """
          {"kind": "route", "route_name": "canary", "hosts": ["orders.shop"], "match_value": "/",
           "methods": ["GET", "POST"],
           "headers": [{"name": "x-canary", "exact": "yes"}], "timeout_ms": 15000,
           "retry_on": ["unavailable"], "destination_services": [{"service_id": "svc_orders_v2", "weight": 1}]}
          """,
          """
          {"kind": "route", "route_name": "api", "hosts": ["api.example.com"], "match_value": "/",
           "query": [{"name": "q", "present": true, "invert": true}],
           "headers": [{"name": "x-canary", "exact": "no", "invert": true}],
           "destination_services": [{"service_id": "svc_orders", "weight": 1}]}
          """);
      GrpcCaller orders = caller(mesh, "orders.shop");
      GrpcCaller api = caller(mesh, "api.example.com");
      assertThat(orders.call()).isEqualTo("one");
      assertThat(GrpcEcho.say(with(orders, "yes"))).isEqualTo("two");
      assertThat(GrpcEcho.say(with(orders, "no"))).isEqualTo("one");
      assertThat(api.call()).isEqualTo("one");
      assertThat(GrpcEcho.say(with(api, "yes"))).isEqualTo("one");
      assertUnavailable(with(api, "no"));

      ApiAnswer drained =
          mesh.api().put("/api/services/svc_orders_v2/status", "{\"status\": \"inactive\"}");
      assertThat(drained.status()).as("%s", drained).isEqualTo(200);
      mesh.awaitAcked(drained.revision());
      assertThat(Await.holds(Mesh.LATER, () -> isUnavailable(with(orders, "yes")))).isTrue();
      assertThat(orders.call()).isEqualTo("one");
      assertSynced(mesh.proxy("svc_caller~orders.shop"));
      assertSynced(mesh.proxy("svc_caller~api.example.com"));
    }
  }

  private static Channel with(GrpcCaller caller, String canary) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("x-canary", Metadata.ASCII_STRING_MARSHALLER), canary);
    return ClientInterceptors.intercept(
        caller.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static void assertUnavailable(Channel channel) {
    assertThatThrownBy(() -> GrpcEcho.say(channel))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("UNAVAILABLE");
  }

  private static boolean isUnavailable(Channel channel) {
    try {
      GrpcEcho.say(channel);
      return false;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode() == Status.Code.UNAVAILABLE;
    }
  }

  @Test
  void aNameComesIntoBeingAndGoesAgain() throws Exception {
    try (Mesh mesh = Mesh.start(folder);
        GrpcEcho one = GrpcEcho.start("one")) {
      mesh.apply(Objects.grpc("cart", "v1", one.address()));
      GrpcCaller caller = caller(mesh, "orders.shop");
      Thread waiting = new Thread(caller::call);
      waiting.start();
      assertThat(
              Await.holds(
                  Mesh.LATER,
                  () -> mesh.api().get("/api/proxies/svc_caller~orders.shop").status() == 200))
          .isTrue();
      mesh.apply(Objects.grpc("orders", "v1", one.address()));
      waiting.join(Mesh.LATER.toMillis());
      assertThat(caller.call()).isEqualTo("one");
      assertThat(mesh.api().delete("/api/services/svc_orders").status()).isEqualTo(200);
      assertThat(Await.holds(Mesh.LATER, () -> isUnavailable(caller.channel()))).isTrue();
      mesh.apply(Objects.grpc("orders", "v1", one.address()));
      assertThat(Await.holds(Mesh.LATER, () -> !isUnavailable(caller.channel()))).isTrue();
    }
  }

  private static GrpcCaller caller(Mesh mesh, String target) throws Exception {
    return mesh.keep(GrpcCaller.of(mesh.api(), "svc_caller~" + target, target));
  }

  private static void assertSynced(JsonNode proxy) throws Exception {
    assertThat(proxy.path("role").asText()).as("%s", proxy).isEqualTo("proxyless");
    assertThat(proxy.path("status").asText()).as("%s", proxy).isEqualTo("synced");
    for (String type : new String[] {"cds", "eds", "lds", "rds"}) {
      assertThat(proxy.path("types").path(type).path("status").asText())
          .as("%s of %s", type, proxy)
          .isEqualTo("synced");
    }
  }

  private static void apply(MeshApi api, String... objects) throws Exception {
    ApiAnswer answer = api.post("/api/apply", Objects.apply(objects));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  private static String split(String... destinations) {
    return Objects.route("split", "\"orders.shop\"", "/", destinations);
  }
}
