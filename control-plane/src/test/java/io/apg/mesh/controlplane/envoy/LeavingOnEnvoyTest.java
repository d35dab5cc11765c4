package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.apg.mesh.controlplane.envoy.TcpEcho.Client;
import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.api.MeshApi;
import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.http.HttpAnswer;
import io.apg.mesh.examples.http.HttpConnection;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import io.apg.mesh.examples.process.Await;
import io.apg.mesh.examples.process.EnvoyProcess;
import io.apg.mesh.examples.process.MeshdLaunch;
import io.apg.mesh.examples.process.MeshdProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services are deleted while requests still use them. */
class LeavingOnEnvoyTest {
  private static final String HOST = "api.example.com";
  private static final String OTHER = "www.example.com";
  private static final Duration BACK = Duration.ofSeconds(5);

  /** By default only a fifth of the requests is sent again at a time. */
  private static final String RETRIES =
      """
      {"kind": "load_balancer", "load_balancer_name": "retries", "max_retries": 1000}
      """;

  @TempDir Path folder;

  /**
   * A request keeps the route that it met, and asks for the cluster when it is sent, and when it is
   * sent again: here half of them meet an endpoint that fails after a while.
   */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void requestsThatWaitFindTheClusterOfTheirRoute(boolean delta) throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      EchoBackend good = mesh.backend("good", "v1");
      EchoBackend bad = mesh.backend("bad", "v1");
      bad.failNext(Integer.MAX_VALUE);
      mesh.apply(RETRIES, service("s0", good, bad), retrying("svc_s0=1"));
      Mesh.Running sidecar = mesh.sidecar("svc_caller~1", delta);
      Mesh.Running gateway = mesh.gateway("edge~1", delta);
      sidecar.awaitOk(HOST, "/", Mesh.LATER);
      gateway.awaitOk(HOST, "/", Mesh.LATER);
      try (LoadGenerator inside = load(sidecar, "/?delay_ms=100");
          LoadGenerator outside = load(gateway, "/?delay_ms=100")) {
        for (int i = 1; i <= 20; i++) {
          TrafficOnEnvoyTest.awaitCarried(20L * i, inside, outside);
          mesh.apply(
              service("s" + i, good, bad),
              retrying("svc_s" + i + "=1"),
              deletion("svc_s" + (i - 1)));
        }
        TrafficOnEnvoyTest.awaitCarried(600, inside, outside);
        TrafficOnEnvoyTest.assertNothingLost(inside.stop(), outside.stop());
      }
      assertThat(bad.requests()).isGreaterThan(100);
      assertThat(mesh.api().get("/api/services").data().path("total").asInt()).isEqualTo(1);
      mesh.awaitSynced(2);
      BriefOnEnvoyTest.assertNoTrap(sidecar, gateway);
    }
  }

  private static String service(String name, EchoBackend... backends) {
    return Objects.service(name, "shop", "v1", backends)
        .replace("\"kind\"", "\"load_balancer_id\": \"lb_retries\", \"kind\"");
  }

  private static String retrying(String destination) {
    return Objects.route("r", "\"" + HOST + "\"", "/", destination)
        .replace(
            "\"match_value\"", "\"retry_on\": [\"5xx\"], \"retry_attempts\": 5, \"match_value\"");
  }

  private static String deletion(String serviceId) {
    return "{\"kind\": \"service\", \"service_id\": \"%s\", \"delete\": true}".formatted(serviceId);
  }

  private static LoadGenerator load(Mesh.Running proxy, String path) {
    return LoadGenerator.start(LoadPlan.to(proxy.address(), HOST, path).rate(200).over(100));
  }

  /** The view knows what proxies may still use, also when nobody served them meanwhile. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void routesThatMovedWhileTheControlPlaneWasDeadLoseNothing(boolean delta) throws Exception {
    MeshdLaunch launch =
        MeshdLaunch.onClassPath().set("database.url", "sqlite:" + folder.resolve("mesh.db"));
    try (EchoBackend old = EchoBackend.start("old", "v1");
        EchoBackend next = EchoBackend.start("next", "v1");
        MeshdProcess meshd = launch.start()) {
      MeshApi api = meshd.api("admin");
      apply(
          api,
          Objects.service("deleted", "shop", "v1", old),
          Objects.service("unrouted", "shop", "v1", old),
          Objects.route("one", "\"" + HOST + "\"", "/", "svc_deleted=1"),
          Objects.route("two", "\"" + OTHER + "\"", "/", "svc_unrouted=1"));
      int inside = Mesh.freePort();
      int outside = Mesh.freePort();
      try (EnvoyProcess sidecar = envoy(api, "svc_caller~1", "outbound", inside, delta);
          EnvoyProcess gateway = envoy(api, "edge~1", "role=gateway&listen", outside, delta)) {
        await(sidecar, inside, old);
        await(gateway, outside, old);
        assertThat(Await.holds(Mesh.LATER, () -> synced(api))).isTrue();
        try (LoadGenerator one = load(inside, HOST);
            LoadGenerator two = load(inside, OTHER);
            LoadGenerator three = load(outside, HOST);
            LoadGenerator four = load(outside, OTHER)) {
          meshd.kill();
          try (Mesh other = Mesh.start(folder)) {
            apply(
                other.api(),
                Objects.service("next", "shop", "v1", next),
                Objects.route("one", "\"" + HOST + "\"", "/", "svc_next=1"),
                Objects.route("two", "\"" + OTHER + "\"", "/", "svc_next=1"),
                deletion("svc_deleted"));
          }
          meshd.restart();
          assertThat(Await.holds(BACK, () -> synced(api))).isTrue();
          await(sidecar, inside, next);
          await(gateway, outside, next);
          TrafficOnEnvoyTest.assertNothingLost(one.stop(), two.stop(), three.stop(), four.stop());
        }
      }
    }
  }

  private static EnvoyProcess envoy(
      MeshApi api, String node, String listener, int port, boolean delta) throws Exception {
    String query = listener + "=127.0.0.1:" + port + "&delta=" + delta;
    JsonNode answer = api.get("/api/proxies/" + node + "/bootstrap?" + query).data();
    return EnvoyProcess.with(answer.path("bootstrap").toString())
        .named(node.replace('~', '-'))
        .start();
  }

  private static LoadGenerator load(int port, String host) {
    return LoadGenerator.start(LoadPlan.to(Mesh.loopback(port), host, "/").rate(100));
  }

  private static void await(EnvoyProcess envoy, int port, EchoBackend backend) throws Exception {
    for (String host : List.of(HOST, OTHER)) {
      envoy.await(
          host + " is served by " + backend.id(),
          Mesh.LATER,
          () -> {
            HttpAnswer answer = HttpConnection.get(Mesh.loopback(port), host, "/");
            return answer.backend().orElse("").equals(backend.id());
          });
    }
  }

  private static void apply(MeshApi api, String... objects) throws Exception {
    ApiAnswer answer = api.post("/api/apply", Objects.apply(objects));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  private static boolean synced(MeshApi api) throws IOException, InterruptedException {
    JsonNode proxies = api.get("/api/health").data().path("proxies");
    return proxies.path("connected").asInt() == 2 && proxies.path("synced").asInt() == 2;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theClusterGoesWhenItsTimeIsOver(boolean delta) throws Exception {
    try (Mesh mesh = Mesh.start(folder, "xds.leaving_seconds=2", "xds.release_seconds=0")) {
      mesh.apply(
          Objects.service("a", "shop", "v1", mesh.backend("a", "v1")),
          Objects.service("b", "shop", "v1", mesh.backend("b", "v1")));
      Mesh.Running sidecar = mesh.sidecar("svc_caller~1", delta);
      sidecar.awaitOk("a.shop", "/", Mesh.LATER);
      mesh.apply(deletion("svc_a"));
      assertThat(sidecar.status("a.shop", "/")).isEqualTo(404);
      assertThat(has(sidecar, "svc_a")).as("no name, but a cluster").isTrue();
      mesh.awaitSynced(1);
      sidecar.await("gone", Mesh.LATER, () -> !has(sidecar, "svc_a"));
      mesh.awaitSynced(1);
      assertThat(sidecar.status("b.shop", "/")).isEqualTo(200);
      BriefOnEnvoyTest.assertNoTrap(sidecar);
    }
  }

  private static boolean has(Mesh.Running proxy, String cluster) throws IOException {
    return proxy.envoy().clusters().toString().contains("\"name\":\"" + cluster + "\"");
  }

  @Test
  void aLivingConnectionSurvivesItsEndpointAndItsService() throws Exception {
    int port = Mesh.freePort();
    try (Mesh mesh = Mesh.start(folder, "traffic_management.drain_seconds=1");
        TcpEcho one = new TcpEcho("one");
        TcpEcho two = new TcpEcho("two")) {
      mesh.apply(tcp(port, one.port()));
      Mesh.Running sidecar = mesh.sidecar("svc_caller~1", true);
      sidecar.await("open", Mesh.LATER, () -> answers(port, "one"));
      try (Client living = new Client(port)) {
        assertThat(living.say("before")).isEqualTo("one before");
        mesh.apply(tcp(port, two.port()));
        sidecar.await("moved", Mesh.LATER, () -> answers(port, "two"));
        assertThat(living.say("draining")).isEqualTo("one draining");
        sidecar.await(
            "drained",
            Mesh.LATER,
            () -> !sidecar.envoy().clusters().toString().contains(":" + one.port()));
        assertThat(living.say("drained")).isEqualTo("one drained");
        mesh.apply(deletion("svc_db"));
        sidecar.await("closed", Mesh.LATER, () -> !answers(port, "two"));
        assertThat(living.say("after")).isEqualTo("one after");
      }
    }
  }

  private static String tcp(int outboundPort, int port) {
    return """
        {"kind": "service", "service_name": "db", "namespace": "shop", "service_version": "v1",
         "protocol": "tcp", "outbound_port": %d,
         "endpoints": [{"host": "127.0.0.1", "port": %d}]}
        """
        .formatted(outboundPort, port);
  }

  private static boolean answers(int port, String name) {
    try (Client client = new Client(port)) {
      return client.say("hello").equals(name + " hello");
    } catch (IOException e) {
      return false;
    }
  }
}
