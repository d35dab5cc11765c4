package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.apg.mesh.session.SessionSettings;
import io.apg.mesh.session.SessionStatus;
import io.apg.mesh.session.TypeStatus;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.XdsType;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A real Envoy and a cluster that does not warm: its name server is silent, its secret never comes,
 * or its endpoints do not answer a check. Nothing else waits for it.
 */
@EnabledIfEnvironmentVariable(named = "ENVOY_PATH", matches = ".+")
class EnvoySlowClustersTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int LONG = 60; // seconds; nothing here may take that long
  private static final String SLOW = "svc_slow";

  @TempDir Path directory;
  private final MemorySource source = new MemorySource();
  private final EnvoyMesh mesh = new EnvoyMesh();
  private XdsServer server;
  private HttpServer one;
  private HttpServer two;
  private DatagramSocket nameServer;
  private ServerSocket silent;
  private int port;

  @BeforeEach
  void start() throws IOException {
    server =
        XdsServer.builder(source)
            .settings(
                node ->
                    SessionSettings.DEFAULT.withRelease(
                        Duration.ofSeconds(1), Duration.ofSeconds(1)))
            .start();
    one = TestOrigin.answering("one");
    two = TestOrigin.answering("two");
    nameServer = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    port = TestOrigin.freePort();
    mesh.service("svc_a", one.getAddress().getPort()).listener("out", port).host("a", "svc_a");
  }

  @AfterEach
  void stop() throws IOException {
    server.close(Duration.ofSeconds(2));
    one.stop(0);
    two.stop(0);
    nameServer.close();
    silent.close();
  }

  private void addSlow(String kind) {
    EncodedResource cluster =
        switch (kind) {
          case "DNS" -> SlowResources.dns(SLOW, nameServer.getLocalPort(), LONG, 1);
          case "secret" -> SlowResources.secure(SLOW, "never");
          default -> SlowResources.checked(SLOW, LONG);
        };
    mesh.put(cluster);
    if (!kind.equals("DNS")) {
      mesh.endpoints(SLOW, silent.getLocalPort());
    }
  }

  private static String cause(String kind) {
    return switch (kind) {
      case "DNS" -> "DNS";
      case "secret" -> "secret never";
      default -> "a health check";
    };
  }

  @ParameterizedTest
  @CsvSource({
    "DELTA_GRPC,DNS",
    "GRPC,DNS",
    "DELTA_GRPC,secret",
    "GRPC,secret",
    "DELTA_GRPC,check",
    "GRPC,check"
  })
  void otherServicesChangeAsEver(String form, String kind) throws IOException {
    source.publish(mesh.publish());
    try (RealEnvoy envoy = RealEnvoy.start(directory, form, server.port())) {
      serves("a", "one");
      addSlow(kind);
      source.publish(mesh.host("a", SLOW).host("slow", SLOW).publish());
      warms(envoy, form, kind);
      for (int i = 0; i < 20; i++) {
        change(i);
      }
      warms(envoy, form, kind);
      assertThat(RealEnvoy.body(port, "a")).as("a live route stays").isEqualTo("one");
      String why = SLOW + ": waits for " + cause(kind);
      assertThat(status().of(XdsType.ROUTE).waits()).containsExactly(why);
      assertThat(status().of(XdsType.ROUTE).state()).isEqualTo(TypeStatus.State.WAITING);
      assertThat(status().of(XdsType.CLUSTER).waits()).containsExactly(why);
      assertThat(server.streams().rejections("test~1")).isEmpty();
      source.publish(mesh.removeService(SLOW).host("a", "svc_a").removeHost("slow").publish());
      await().atMost(SOON).until(() -> envoy.stat("cluster_manager.warming_clusters") == 0);
      await().atMost(SOON).until(() -> status().of(XdsType.ROUTE).waits().isEmpty());
      assertThat(envoy.admin("/stats?filter=init_fetch_timeout")).doesNotContain(": 1");
    }
  }

  @ParameterizedTest
  @CsvSource({"DELTA_GRPC", "GRPC"})
  void otherServicesChangeWhileAllOfThemAreSlow(String form) throws IOException {
    source.publish(mesh.publish());
    try (RealEnvoy envoy = RealEnvoy.start(directory, form, server.port())) {
      serves("a", "one");
      mesh.put(SlowResources.dns("svc_dns", nameServer.getLocalPort(), LONG, 1));
      mesh.put(SlowResources.secure("svc_secret", "never"));
      mesh.put(SlowResources.checked("svc_check", LONG));
      mesh.endpoints("svc_secret", silent.getLocalPort());
      mesh.endpoints("svc_check", silent.getLocalPort());
      mesh.host("dns", "svc_dns").host("secret", "svc_secret").host("check", "svc_check");
      source.publish(mesh.publish());
      for (int i = 0; i < 20; i++) {
        change(i);
      }
      assertThat(status().of(XdsType.CLUSTER).waits())
          .containsExactlyInAnyOrder(
              "svc_check: waits for a health check",
              "svc_dns: waits for DNS",
              "svc_secret: waits for secret never");
      assertThat(envoy.stat("cluster_manager.cds.update_rejected")).isZero();
      assertThat(server.streams().rejections("test~1")).isEmpty();
    }
  }

  /** An Envoy that is told that there is no such secret, which delta can say, does not wait. */
  private static void warms(RealEnvoy envoy, String form, String kind) {
    int warming = form.equals("DELTA_GRPC") && kind.equals("secret") ? 0 : 1;
    await().atMost(SOON).until(() -> envoy.stat("cluster_manager.warming_clusters") == warming);
  }

  /** One change to a service that has nothing to do with the slow one. */
  private void change(int number) {
    String host = "h" + number / 4;
    String service = "svc_" + host;
    switch (number % 4) {
      case 0 -> {
        mesh.service(service, one.getAddress().getPort()).host(host, service);
        source.publish(mesh.publish());
        serves(host, "one");
      }
      case 1 -> {
        source.publish(mesh.endpoints(service, two.getAddress().getPort()).publish());
        serves(host, "two");
      }
      case 2 -> {
        source.publish(mesh.host(host, "svc_a").publish());
        serves(host, "one");
      }
      default -> {
        source.publish(mesh.host(host, service).publish());
        serves(host, "two");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "DELTA_GRPC,DNS",
    "GRPC,DNS",
    "DELTA_GRPC,secret",
    "GRPC,secret",
    "DELTA_GRPC,check",
    "GRPC,check"
  })
  void aFreshEnvoyStarts(String form, String kind) throws IOException {
    addSlow(kind);
    source.publish(mesh.host("slow", SLOW).publish());
    try (RealEnvoy envoy = RealEnvoy.start(directory, form, server.port())) {
      serves("a", "one");
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(status().of(XdsType.CLUSTER).waits())
                      .containsExactly(SLOW + ": waits for " + cause(kind)));
      warms(envoy, form, kind);
      assertThat(RealEnvoy.status(port, "slow")).isEqualTo(503);
      assertThat(RealEnvoy.body(port, "a")).isEqualTo("one");
      change(0);
      assertThat(envoy.admin("/stats?filter=init_fetch_timeout")).doesNotContain(": 1");
    }
  }

  @ParameterizedTest
  @CsvSource({"DELTA_GRPC", "GRPC"})
  void aClusterServesAsSoonAsItsHealthCheckPasses(String form) throws IOException {
    source.publish(mesh.publish());
    try (RealEnvoy envoy = RealEnvoy.start(directory, form, server.port())) {
      serves("a", "one");
      mesh.put(SlowResources.checked("svc_c", LONG)).endpoints("svc_c", two.getAddress().getPort());
      source.publish(mesh.host("a", "svc_c").publish());
      serves("a", "two");
      assertThat(envoy.stat("cluster_manager.warming_clusters")).isZero();
    }
  }

  private SessionStatus status() {
    List<StreamStatus> streams = server.streams().list();
    return streams.isEmpty() ? SessionStatus.NEW : streams.get(0).session();
  }

  private void serves(String host, String answer) {
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(SOON)
        .until(() -> RealEnvoy.body(port, host).equals(answer));
  }
}
