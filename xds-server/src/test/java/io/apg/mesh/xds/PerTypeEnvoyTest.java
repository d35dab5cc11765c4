package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import io.apg.mesh.examples.load.LoadStats;
import io.apg.mesh.session.SessionSettings;
import io.apg.mesh.snapshot.Snapshot;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real Envoy without ADS: a stream for each type, and one for each load assignment. */
@EnabledIfEnvironmentVariable(named = "ENVOY_PATH", matches = ".+")
class PerTypeEnvoyTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path directory;
  private final MemorySource source = new MemorySource();
  private XdsServer server;
  private EchoBackend one;
  private EchoBackend two;
  private int port;

  @BeforeEach
  void start() throws IOException {
    server = server(0);
    one = EchoBackend.start("one", "v1");
    two = EchoBackend.start("two", "v1");
    port = TestOrigin.freePort();
  }

  private XdsServer server(int onPort) throws IOException {
    return XdsServer.builder(source)
        .listen("127.0.0.1", onPort)
        .settings(
            node ->
                SessionSettings.DEFAULT.withRelease(Duration.ofMillis(500), Duration.ofMillis(500)))
        .start();
  }

  @AfterEach
  void stop() throws IOException {
    server.close(Duration.ofSeconds(2));
    one.close();
    two.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void g1_makeBeforeBreakHoldsAcrossStreams(String form) throws Exception {
    EnvoyMesh mesh = EnvoyMesh.perType(form);
    mesh.service("svc_0", one.port()).listener("out", port).host("a", "svc_0");
    source.publish(mesh.publish());
    try (RealEnvoy envoy = RealEnvoy.perType(directory, form, server.port())) {
      await().atMost(SOON).until(() -> RealEnvoy.status(port, "a") == 200);
      try (LoadGenerator load = load("a")) {
        for (int i = 1; i <= 20; i++) {
          EchoBackend backend = i % 2 == 0 ? one : two;
          mesh.service("svc_" + i, backend.port()).host("a", "svc_" + i);
          inSync(mesh.removeService("svc_" + (i - 1)).publish());
        }
        for (int i = 0; i < 10; i++) {
          Cluster.LbPolicy policy =
              i % 2 == 0 ? Cluster.LbPolicy.LEAST_REQUEST : Cluster.LbPolicy.RANDOM;
          inSync(
              mesh.cluster("svc_20", Cluster.newBuilder().setLbPolicy(policy).build()).publish());
        }
        inSync(mesh.endpoints("svc_20", two.port()).publish());
        await().atMost(SOON).until(() -> !envoy.admin("/clusters").contains("svc_19"));
        assertNothingLost(load);
      }
      assertThat(server.streams().list().stream().map(StreamStatus::client).distinct()).hasSize(1);
      await().atMost(SOON).until(() -> server.streams().size() == 4); // lds, cds, rds, one eds
      assertNoTrap(envoy);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void e1_afterAnotherServerChangedEverythingNothingIsLost(String form) throws Exception {
    EnvoyMesh mesh = EnvoyMesh.perType(form);
    mesh.service("svc_a", one.port()).listener("out", port).host("a", "svc_a");
    source.publish(mesh.publish());
    try (RealEnvoy envoy = RealEnvoy.perType(directory, form, server.port())) {
      await().atMost(SOON).until(() -> RealEnvoy.status(port, "a") == 200);
      try (LoadGenerator load = load("a")) {
        int xdsPort = server.port();
        server.close(Duration.ZERO);
        mesh.service("svc_b", two.port()).host("a", "svc_b");
        if (form.equals("DELTA_GRPC")) {
          mesh.removeService("svc_a"); // a SotW client does not say that it has it
        }
        source.publish(mesh.publish());
        server = server(xdsPort);
        await().atMost(SOON).until(() -> RealEnvoy.body(port, "a").contains("two"));
        LoadStats stats = load.stop();
        assertThat(stats.failed()).as("%s", stats).isZero();
      }
      assertThat(envoy.admin("/ready")).contains("LIVE");
    }
  }

  private static void assertNothingLost(LoadGenerator load) throws InterruptedException {
    await().atMost(SOON).until(() -> load.snapshot().requests() > 400);
    LoadStats stats = load.stop();
    assertThat(stats.failed()).as("%s", stats).isZero();
  }

  private LoadGenerator load(String host) {
    InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return LoadGenerator.start(LoadPlan.to(target, host, "/").rate(200));
  }

  private static void assertNoTrap(RealEnvoy envoy) {
    assertThat(envoy.admin("/stats?filter=init_fetch_timeout")).doesNotContainPattern(": [1-9]");
    assertThat(envoy.admin("/stats?filter=update_rejected")).doesNotContainPattern(": [1-9]");
    assertThat(envoy.stat("cluster_manager.warming_clusters")).isZero();
  }

  private void inSync(Snapshot snapshot) {
    source.publish(snapshot);
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(server.streams().list())
                    .isNotEmpty()
                    .allSatisfy(
                        stream ->
                            assertThat(stream.session().inSyncWith())
                                .as("%s", stream)
                                .isEqualTo(snapshot.publication())));
  }
}
