package io.apg.mesh.examples.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.http.HttpAnswer;
import io.apg.mesh.examples.http.HttpConnection;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import io.apg.mesh.examples.load.LoadStats;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A real Envoy under a static bootstrap. */
class EnvoyProcessTest {
  private static String bootstrap(int backendPort) {
    return """
        node: {id: "svc_shop~1", cluster: shop}
        admin: {address: {socket_address: {address: 127.0.0.1, port_value: 9}}}
        static_resources:
          listeners:
          - name: outbound
            address: {socket_address: {address: 127.0.0.1, port_value: 0}}
            filter_chains:
            - filters:
              - name: hcm
                typed_config:
                  "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                  stat_prefix: outbound
                  route_config:
                    virtual_hosts:
                    - {name: all, domains: ["catalog"], routes: [{match: {prefix: /}, route: {cluster: svc_catalog}}]}
                  http_filters:
                  - name: router
                    typed_config: {"@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router}
          clusters:
          - name: svc_catalog
            load_assignment:
              cluster_name: svc_catalog
              endpoints:
              - lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: %d}}}}]
        """
        .formatted(backendPort);
  }

  @Test
  void servesIsAskedAndLeavesNothing() throws Exception {
    Path directory;
    long pid;
    try (EchoBackend backend = EchoBackend.start("catalog", "v1");
        EnvoyProcess envoy = EnvoyProcess.with(bootstrap(backend.port())).named("shop").start()) {
      InetSocketAddress outbound = envoy.listener("outbound").orElseThrow();

      HttpAnswer answer = HttpConnection.get(outbound, "catalog", "/items");
      assertThat(answer.backend()).contains("catalog@v1");
      assertThat(HttpConnection.get(outbound, "nobody", "/").status()).isEqualTo(404);

      LoadStats load =
          LoadGenerator.run(LoadPlan.to(outbound, "catalog", "/").rate(500).exactly(500));
      assertThat(load.failed()).isZero();
      assertThat(load.answeredBy("catalog@v1")).isEqualTo(500);

      assertThat(envoy.stats("cluster.svc_catalog.upstream_rq_200"))
          .containsEntry("cluster.svc_catalog.upstream_rq_200", 501L);
      assertThat(envoy.clusters().toString()).contains("svc_catalog");
      assertThat(envoy.configDump().toString()).contains("BootstrapConfigDump");
      assertThat(envoy.admin().getPort()).isNotEqualTo(9);
      pid = envoy.pid();
      directory = envoy.directory();
      assertThat(directory).exists();
    }
    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(directory).doesNotExist();
  }

  @Test
  void twoOfThemRunSideBySide() throws Exception {
    try (EchoBackend backend = EchoBackend.start("catalog", "v1");
        EnvoyProcess one = EnvoyProcess.with(bootstrap(backend.port())).start();
        EnvoyProcess other = EnvoyProcess.with(bootstrap(backend.port())).start()) {
      assertThat(one.admin()).isNotEqualTo(other.admin());
      assertThat(other.listener("outbound")).isNotEqualTo(one.listener("outbound"));
    }
  }

  @Test
  void aDrainedEnvoyEndsConnectionsWithoutAFailure() throws Exception {
    try (EchoBackend backend = EchoBackend.start("catalog", "v1");
        EnvoyProcess envoy = EnvoyProcess.with(bootstrap(backend.port())).start()) {
      InetSocketAddress outbound = envoy.listener("outbound").orElseThrow();
      try (HttpConnection connection = HttpConnection.open(outbound, Duration.ofSeconds(5))) {
        Map<String, String> headers = Map.of("host", "catalog");
        assertThat(connection.exchange("GET", "/", headers).status()).isEqualTo(200);
        envoy.drain();
        assertThat(connection.exchange("GET", "/", headers).status()).isEqualTo(200);
        assertThat(connection.reusable()).isFalse();
      }
    }
  }

  @Test
  void aBootstrapThatEnvoyRefusesIsToldInItsWords() throws Exception {
    List<Path> before = directories();
    assertThatThrownBy(() -> EnvoyProcess.with("nonsense: 1").named("broken").start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("broken: exited with 1 (expected: LIVE)")
        .hasMessageContaining("nonsense");
    assertThat(directories()).isEqualTo(before);
  }

  private static List<Path> directories() throws Exception {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("mesh-broken-"))
          .sorted()
          .toList();
    }
  }
}
