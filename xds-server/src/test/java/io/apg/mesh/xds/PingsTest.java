package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Clients that look after their connection (xds-protocol H7). */
@EnabledIfEnvironmentVariable(named = "ENVOY_PATH", matches = ".+")
class PingsTest {
  @TempDir Path directory;

  @Test
  void h7_anEnvoyThatPingsManyTimesASecondStaysConnected() throws IOException {
    MemorySource source = new MemorySource();
    source.publish(new EnvoyMesh().service("svc_a", 1).publish());
    try (XdsServer server = XdsServer.builder(source).start();
        RealEnvoy envoy = RealEnvoy.pinging(directory, "0.15s", server.port())) {
      await().atMost(Duration.ofSeconds(20)).until(() -> server.streams().size() == 1);
      StreamStatus first = server.streams().list().get(0);
      // About 20 pings; the third that comes too soon would end the connection.
      await()
          .pollDelay(Duration.ofSeconds(3))
          .atMost(Duration.ofSeconds(20))
          .until(() -> envoy.stat("cluster.cp.upstream_cx_total") > 0);
      assertThat(envoy.stat("cluster.cp.upstream_cx_total")).isEqualTo(1);
      assertThat(server.streams().list().get(0).since()).isEqualTo(first.since());
      assertThat(envoy.stat("control_plane.connected_state")).isEqualTo(1);
    }
  }
}
