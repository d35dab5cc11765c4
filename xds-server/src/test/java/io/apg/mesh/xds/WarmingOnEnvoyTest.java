package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A changed cluster warms until its load assignment comes. Where a server forgets to send it, Envoy
 * goes on after its time-out, and only this counter tells.
 */
@EnabledIfEnvironmentVariable(named = "ENVOY_PATH", matches = ".+")
class WarmingOnEnvoyTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path directory;
  private final MemorySource source = new MemorySource();
  private final EnvoyMesh mesh = new EnvoyMesh();
  private XdsServer server;
  private HttpServer backend;

  @BeforeEach
  void start() throws IOException {
    server = XdsServer.builder(source).start();
    backend = TestOrigin.answering("served");
  }

  @AfterEach
  void stop() {
    server.close(Duration.ofSeconds(2));
    backend.stop(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void g4_envoyNeverWaitsForEndpointsUntilItsTimeOut(String form) throws IOException {
    int port = TestOrigin.freePort();
    mesh.service("svc_a", backend.getAddress().getPort()).listener("out", port).host("a", "svc_a");
    source.publish(mesh.publish());
    try (RealEnvoy envoy = RealEnvoy.start(directory, form, server.port())) {
      await().atMost(SOON).until(() -> RealEnvoy.body(port, "a").equals("served"));
      for (int change = 1; change <= 10; change++) {
        long updates = updates(envoy);
        source.publish(mesh.cluster("svc_a", balanced(change)).publish());
        await().atMost(SOON).until(() -> updates(envoy) > updates);
        await().atMost(SOON).until(() -> envoy.stat("cluster_manager.warming_clusters") == 0);
        assertThat(RealEnvoy.body(port, "a")).isEqualTo("served");
      }
      assertThat(envoy.stat("cluster.svc_a.init_fetch_timeout")).isZero();
      assertThat(envoy.stat("cluster_manager.cds.update_rejected")).isZero();
    }
  }

  private static long updates(RealEnvoy envoy) {
    return envoy.stat("cluster_manager.cluster_modified");
  }

  private static Cluster balanced(int change) {
    Cluster.LbPolicy policy =
        change % 2 == 0 ? Cluster.LbPolicy.ROUND_ROBIN : Cluster.LbPolicy.LEAST_REQUEST;
    return Cluster.newBuilder().setLbPolicy(policy).build();
  }
}
