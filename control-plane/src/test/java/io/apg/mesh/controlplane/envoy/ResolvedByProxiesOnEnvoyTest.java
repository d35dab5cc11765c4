package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import io.apg.mesh.examples.process.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services whose names proxies resolve. */
class ResolvedByProxiesOnEnvoyTest {
  private static final String NAME = "orders.legacy.test";

  @TempDir Path folder;

  private Mesh start(NameServer names) throws Exception {
    Mesh mesh = Mesh.start(folder, "dns.proxy_resolvers=127.0.0.1:" + names.port());
    mesh.keep(names);
    return mesh;
  }

  private static String resolved(String resolution, String service) {
    return service.replaceFirst("\\{", "{\"resolution\": \"" + resolution + "\",");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoResolvesMayChangeUnderLoad(boolean delta) throws Exception {
    NameServer names = new NameServer();
    try (Mesh mesh = start(names)) {
      EchoBackend one = mesh.backend("orders", "v1");
      EchoBackend two = mesh.backend("orders", "v1b");
      names.name(NAME, "127.0.0.1");
      String orders = Objects.service("orders", "shop", "v1", NAME + ":" + one.port());
      mesh.apply(resolved("proxy", orders));
      assertThat(mesh.api().get("/api/services/svc_orders").data().path("resolution").asText())
          .isEqualTo("proxy");
      Mesh.Running sidecar = mesh.sidecar("svc_caller~1", delta);
      sidecar.awaitOk("orders.shop", "/", Mesh.LATER);
      try (LoadGenerator load =
          LoadGenerator.start(LoadPlan.to(sidecar.address(), "orders.shop", "/").rate(200))) {
        // Not known to the control plane: the proxies go on.
        mesh.apply(resolved("control_plane", orders));
        TrafficOnEnvoyTest.awaitCarried(100, load);
        mesh.name(NAME, "127.0.0.1");
        awaitAddresses(mesh);
        for (int i = 0; i < 5; i++) {
          mesh.apply(resolved("proxy", orders));
          mesh.apply(resolved("control_plane", orders));
        }
        mesh.apply(resolved("proxy", orders));
        mesh.apply(
            resolved("proxy", Objects.service("orders", "shop", "v1", NAME + ":" + two.port())));
        sidecar.await(
            "the other port",
            Mesh.LATER,
            () -> sidecar.backend("orders.shop", "/").equals("orders@v1b"));
        TrafficOnEnvoyTest.awaitCarried(load.snapshot().requests() + 100, load);
        TrafficOnEnvoyTest.assertNothingLost(load.stop());
      }
      mesh.awaitSynced(1);
      BriefOnEnvoyTest.assertNoTrap(sidecar);
    }
  }

  private static void awaitAddresses(Mesh mesh) throws Exception {
    boolean known =
        Await.holds(
            Mesh.LATER,
            () ->
                mesh.api().get("/api/services/svc_orders").body().toString().contains("127.0.0.1"));
    assertThat(known).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void tcpServicesHaveNamesToo(boolean delta) throws Exception {
    NameServer names = new NameServer();
    try (Mesh mesh = start(names);
        TcpEcho database = new TcpEcho("db")) {
      names.name("db.legacy.test", "127.0.0.1");
      int port = Mesh.freePort();
      String service =
          Objects.service("db", "shop", "v1", "db.legacy.test:" + database.port())
              .replaceFirst("\\{", "{\"protocol\": \"tcp\", \"outbound_port\": " + port + ",");
      mesh.apply(resolved("proxy", service));
      Mesh.Running sidecar = mesh.sidecar("svc_caller~1", delta);
      sidecar.await("an answer", Mesh.LATER, () -> says(port).equals("db hello"));
      mesh.awaitSynced(1);
      BriefOnEnvoyTest.assertNoTrap(sidecar);
    }
  }

  private static String says(int port) throws IOException {
    try (TcpEcho.Client client = new TcpEcho.Client(port)) {
      return client.say("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSilentNameServerDelaysNobodyElse(boolean delta) throws Exception {
    NameServer names = new NameServer();
    try (Mesh mesh = start(names)) {
      EchoBackend orders = mesh.backend("orders", "v1");
      EchoBackend cart = mesh.backend("cart", "v1");
      String legacy = resolved("proxy", Objects.service("legacy", "shop", "v1", "silent.test:80"));
      apply(mesh, legacy, Objects.service("orders", "shop", "v1", orders));
      // It starts although there is a name that nobody knows.
      Mesh.Running sidecar = mesh.sidecar("svc_caller~1", delta);
      sidecar.awaitOk("orders.shop", "/", Mesh.LATER);
      assertThat(sidecar.status("legacy.shop", "/")).isEqualTo(503);

      apply(mesh, Objects.route("live", "\"api.test\"", "/", "svc_orders=1"));
      sidecar.awaitOk("api.test", "/", Mesh.LATER);
      apply(
          mesh,
          resolved("proxy", Objects.service("late", "shop", "v1", "late.test:80")),
          Objects.route("live", "\"api.test\"", "/", "svc_late=1"));
      for (int i = 0; i < 10; i++) {
        EchoBackend backend = i % 2 == 0 ? orders : cart;
        String host = "s" + i + ".shop";
        apply(mesh, Objects.service("s" + i, "shop", "v1", backend));
        sidecar.awaitOk(host, "/", Mesh.LATER);
        apply(mesh, Objects.route("r" + i, "\"" + host + "\"", "/", "svc_orders=1"));
        sidecar.await(host, Mesh.LATER, () -> sidecar.backend(host, "/").equals("orders@v1"));
      }
      sidecar.await(
          "told what waits",
          Mesh.LATER,
          () -> waits(mesh, "rds").equals(List.of("svc_late: waits for DNS")));
      assertThat(sidecar.backend("api.test", "/")).as("a live route").isEqualTo("orders@v1");
      assertThat(mesh.api().get("/api/findings").body().toString()).doesNotContain("MESH0204");

      // Taken back: nobody waits for the names any more, though the clusters leave slowly.
      apply(
          mesh,
          Objects.route("live", "\"api.test\"", "/", "svc_orders=1"),
          "{\"kind\": \"service\", \"service_id\": \"svc_late\", \"delete\": true}",
          "{\"kind\": \"service\", \"service_id\": \"svc_legacy\", \"delete\": true}");
      mesh.awaitSynced(1);
      BriefOnEnvoyTest.assertNoTrap(sidecar);
    }
  }

  private static void apply(Mesh mesh, String... objects) throws Exception {
    ApiAnswer answer = mesh.api().post("/api/apply", Objects.apply(objects));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }

  static List<String> waits(Mesh mesh, String type) throws IOException, InterruptedException {
    List<String> waits = new ArrayList<>();
    JsonNode types = mesh.api().get("/api/proxies/svc_caller~1").data().path("types");
    for (JsonNode cause : types.path(type).path("waiting_for")) {
      waits.add(cause.asText());
    }
    return waits;
  }
}
