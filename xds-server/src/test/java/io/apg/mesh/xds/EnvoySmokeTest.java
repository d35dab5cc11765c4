package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.UInt64Value;
import com.sun.net.httpserver.HttpServer;
import io.apg.mesh.session.Answer;
import io.apg.mesh.session.SessionSettings;
import io.apg.mesh.session.TypeStatus;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real Envoy on both forms of the protocol. */
@EnabledIfEnvironmentVariable(named = "ENVOY_PATH", matches = ".+")
class EnvoySmokeTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir Path directory;
  private final MemorySource source = new MemorySource();
  private final EnvoyMesh mesh = new EnvoyMesh();
  private XdsServer server;
  private HttpServer one;
  private HttpServer two;
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
    port = TestOrigin.freePort();
  }

  @AfterEach
  void stop() {
    server.close(Duration.ofSeconds(2));
    one.stop(0);
    two.stop(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void servesAndFollows(String form) throws IOException {
    mesh.service("svc_a", one.getAddress().getPort()).listener("out", port).host("a", "svc_a");
    source.publish(mesh.publish());
    try (RealEnvoy envoy = RealEnvoy.start(directory, form, server.port())) {
      await().atMost(SOON).until(() -> RealEnvoy.body(port, "a").equals("one"));
      inSync(envoy, mesh.service("svc_b", two.getAddress().getPort()).host("b", "svc_b").publish());
      assertThat(RealEnvoy.body(port, "b")).isEqualTo("two");
      inSync(envoy, mesh.host("a", "svc_b").publish());
      assertThat(RealEnvoy.body(port, "a")).isEqualTo("two");
      inSync(envoy, mesh.endpoints("svc_b", one.getAddress().getPort()).publish());
      assertThat(RealEnvoy.body(port, "a")).isEqualTo("one");
      inSync(envoy, mesh.cluster("svc_b", leastRequest()).publish());
      inSync(envoy, mesh.removeService("svc_a").publish());
      await().atMost(SOON).until(() -> !envoy.admin("/clusters").contains("svc_a"));
      assertThat(RealEnvoy.body(port, "a")).isEqualTo("one");
      assertThat(envoy.admin("/stats?filter=init_fetch_timeout")).doesNotContain(": 1");
      assertThat(envoy.admin("/stats?filter=update_rejected")).doesNotContain(": 1");
      assertThat(envoy.stat("cluster_manager.warming_clusters")).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void aRefusedRegexHoldsBackItsVirtualHostOnly(String form) throws IOException {
    mesh.service("svc_a", one.getAddress().getPort()).listener("out", port).host("a", "svc_a");
    source.publish(mesh.publish());
    try (RealEnvoy envoy = RealEnvoy.start(directory, form, server.port())) {
      await().atMost(SOON).until(() -> RealEnvoy.body(port, "a").equals("one"));
      source.publish(mesh.hostOfRegex("bad", "svc_a", "[").publish());
      await().atMost(SOON).until(() -> error(XdsType.ROUTE) != null);
      assertThat(error(XdsType.ROUTE)).contains("missing ]");
      source.publish(mesh.host("c", "svc_a").publish());
      await().atMost(SOON).until(() -> RealEnvoy.body(port, "c").equals("one"));
      assertThat(envoy.stat("http.outbound.rds.outbound.update_rejected")).isEqualTo(1);
      inSync(envoy, mesh.hostOfRegex("bad", "svc_a", "/x.*").publish());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void aFreshEnvoyGetsAllVirtualHostsButTheBadOne(String form) throws IOException {
    mesh.service("svc_a", one.getAddress().getPort()).listener("out", port);
    mesh.hostOfRegex("bad", "svc_a", "[");
    for (String host : List.of("a", "b", "c", "d", "e")) {
      mesh.host(host, "svc_a");
    }
    source.publish(mesh.publish());
    try (RealEnvoy envoy = RealEnvoy.start(directory, form, server.port())) {
      for (String host : List.of("a", "b", "c", "d", "e")) {
        await().atMost(SOON).until(() -> RealEnvoy.body(port, host).equals("one"));
      }
      assertThat(server.streams().rejections("test~1"))
          .extracting(rejection -> rejection.key().host())
          .containsExactly("bad");
      assertThat(envoy.stat("http.outbound.rds.outbound.update_success")).isPositive();
      inSync(envoy, mesh.hostOfRegex("bad", "svc_a", "/x.*").publish());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void aRefusedClusterDoesNotWithholdLaterAnswers(String form) throws IOException {
    int first = one.getAddress().getPort();
    mesh.service("svc_a", first).service("svc_c", first).listener("out", port).host("a", "svc_a");
    Snapshot good = mesh.publish();
    try (RealEnvoy envoy = RealEnvoy.start(directory, form, server.port())) {
      inSync(envoy, good);
      source.publish(mesh.cluster("svc_new", badRing()).publish());
      await().atMost(SOON).until(() -> error(XdsType.CLUSTER) != null);
      answered(envoy, mesh.service("svc_b", first).publish());
      source.publish(mesh.cluster("svc_c", badRing()).publish());
      await().atMost(SOON).until(() -> server.streams().rejections("test~1").size() == 2);
      answered(envoy, mesh.service("svc_d", first).host("c", "svc_c").publish());
      assertThat(RealEnvoy.body(port, "c")).isEqualTo("one");
      inSync(envoy, mesh.removeService("svc_new").cluster("svc_c", leastRequest()).publish());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void aRefusalWithoutAWordIsFound(String form) throws IOException {
    int first = one.getAddress().getPort();
    mesh.service("svc_a", first).service("svc_c", first).listener("out", port).host("a", "svc_a");
    Snapshot good = mesh.publish();
    try (RealEnvoy envoy = RealEnvoy.start(directory, form, server.port())) {
      inSync(envoy, good);
      answered(
          envoy, mesh.cluster("svc_new", badRing()).cluster("svc_a", leastRequest()).publish());
      assertThat(server.streams().rejections("test~1"))
          .extracting(rejection -> rejection.key().name())
          .containsExactly("svc_new");
      answered(envoy, mesh.cluster("svc_c", badRing()).service("svc_b", first).publish());
      assertThat(server.streams().rejections("test~1"))
          .extracting(rejection -> rejection.key().name())
          .containsExactly("svc_new", "svc_c");
      source.publish(mesh.host("c", "svc_c").host("b", "svc_b").publish());
      await().atMost(SOON).until(() -> RealEnvoy.body(port, "c").equals("one"));
      assertThat(RealEnvoy.body(port, "b")).isEqualTo("one");
      inSync(envoy, mesh.removeService("svc_new").cluster("svc_c", leastRequest()).publish());
    }
  }

  /** All that was sent of clusters is answered, and nothing there is half made. */
  private void answered(RealEnvoy envoy, Snapshot snapshot) {
    String before = clusters().served();
    source.publish(snapshot);
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(clusters().served()).isNotEqualTo(before);
              assertThat(clusters().acked()).isEqualTo(clusters().served());
            });
    await().atMost(SOON).until(() -> envoy.stat("cluster_manager.warming_clusters") == 0);
  }

  private TypeStatus clusters() {
    return server.streams().list().get(0).session().of(XdsType.CLUSTER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void refusedClustersAndEndpointsHoldBackNothingElse(String form) throws IOException {
    int first = one.getAddress().getPort();
    mesh.service("svc_a", first).service("svc_c", first).listener("out", port).host("a", "svc_a");
    source.publish(mesh.publish());
    try (RealEnvoy envoy = RealEnvoy.start(directory, form, server.port())) {
      await().atMost(SOON).until(() -> RealEnvoy.body(port, "a").equals("one"));
      source.publish(
          mesh.weightless("svc_a").endpoints("svc_c", two.getAddress().getPort()).publish());
      await().atMost(SOON).until(() -> error(XdsType.ENDPOINT) != null);
      assertThat(error(XdsType.ENDPOINT))
          .contains("LoadBalancingWeight")
          .doesNotContain("goo.gle", "cluster_name");
      source.publish(mesh.host("c", "svc_c").publish());
      await().atMost(SOON).until(() -> RealEnvoy.body(port, "c").equals("two"));
      assertThat(RealEnvoy.body(port, "a")).isEqualTo("one");
      source.publish(mesh.endpoints("svc_a", first).cluster("svc_bad", badRing()).publish());
      await().atMost(SOON).until(() -> error(XdsType.CLUSTER) != null);
      assertThat(error(XdsType.CLUSTER)).contains("minimum_ring_size");
      source.publish(
          mesh.service("svc_b", two.getAddress().getPort()).host("a", "svc_b").publish());
      await().atMost(SOON).until(() -> RealEnvoy.body(port, "a").equals("two"));
      assertThat(envoy.stat("cluster_manager.cds.update_rejected")).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void aRestartOfTheServerIsNotNoticed(String form) throws IOException {
    mesh.service("svc_a", one.getAddress().getPort()).listener("out", port).host("a", "svc_a");
    Snapshot snapshot = mesh.publish();
    source.publish(snapshot);
    try (RealEnvoy envoy = RealEnvoy.start(directory, form, server.port())) {
      inSync(envoy, snapshot);
      int xdsPort = server.port();
      server.close(Duration.ofSeconds(1));
      assertThat(RealEnvoy.body(port, "a")).isEqualTo("one");
      AtomicInteger answers = new AtomicInteger();
      server =
          XdsServer.builder(source)
              .listen("127.0.0.1", xdsPort)
              .observer(
                  new XdsObserver() {
                    @Override
                    public void acknowledged(Node node, Answer answer) {
                      answers.incrementAndGet();
                    }
                  })
              .start();
      inSync(envoy, snapshot);
      assertThat(RealEnvoy.body(port, "a")).isEqualTo("one");
      assertThat(answers.get()).isEqualTo(form.equals("GRPC") ? 4 : 0);
      assertThat(envoy.admin("/stats?filter=update_rejected")).doesNotContain(": 1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void aListenerComesWhenItsPortIsFree(String form) throws IOException {
    mesh.service("svc_a", one.getAddress().getPort()).listener("out", port).host("a", "svc_a");
    try (RealEnvoy envoy = RealEnvoy.start(directory, form, server.port())) {
      try (ServerSocket taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        source.publish(mesh.publish());
        await().atMost(SOON).until(() -> error(XdsType.LISTENER) != null);
        assertThat(error(XdsType.LISTENER)).contains("cannot bind '127.0.0.1:" + port);
        assertThat(server.streams().rejections("test~1")).isEmpty();
        assertThat(taken.isClosed()).isFalse();
      }
      await().atMost(SOON).until(() -> RealEnvoy.body(port, "a").equals("one"));
      inSync(envoy, mesh.publish());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void anEnvoyThatReconnectsBesideARefusedClusterGetsNewOnes(String form) throws IOException {
    int first = one.getAddress().getPort();
    mesh.service("svc_a", first).service("svc_c", first).listener("out", port).host("a", "svc_a");
    try (RealEnvoy envoy = RealEnvoy.start(directory, form, server.port())) {
      inSync(envoy, mesh.publish());
      source.publish(mesh.cluster("svc_new", badRing()).cluster("svc_c", leastRequest()).publish());
      await()
          .pollInterval(Duration.ofMillis(5))
          .atMost(SOON)
          .until(() -> envoy.stat("cluster_manager.warming_clusters") > 0);
      int xdsPort = server.port();
      server.close(Duration.ZERO);
      source.publish(mesh.removeService("svc_new").publish());
      server = XdsServer.builder(source).listen("127.0.0.1", xdsPort).start();
      source.publish(
          mesh.service("svc_b", two.getAddress().getPort()).host("b", "svc_b").publish());
      await().atMost(SOON).until(() -> RealEnvoy.body(port, "b").equals("two"));
      assertThat(RealEnvoy.body(port, "a")).isEqualTo("one");
    }
  }

  private static Cluster badRing() {
    return Cluster.newBuilder()
        .setLbPolicy(Cluster.LbPolicy.RING_HASH)
        .setRingHashLbConfig(
            Cluster.RingHashLbConfig.newBuilder()
                .setMinimumRingSize(UInt64Value.of(100))
                .setMaximumRingSize(UInt64Value.of(10)))
        .build();
  }

  private String error(XdsType type) {
    return server.streams().list().stream()
        .map(stream -> stream.session().of(type).error())
        .filter(error -> error != null)
        .map(error -> error.message())
        .findFirst()
        .orElse(null);
  }

  private void inSync(RealEnvoy envoy, Snapshot snapshot) {
    source.publish(snapshot);
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(server.streams().list())
                    .singleElement()
                    .satisfies(
                        stream ->
                            assertThat(stream.session().inSyncWith())
                                .as("%s", stream)
                                .isEqualTo(snapshot.publication())));
    assertThat(envoy.admin("/ready")).contains("LIVE");
  }

  private static Cluster leastRequest() {
    return Cluster.newBuilder().setLbPolicy(Cluster.LbPolicy.LEAST_REQUEST).build();
  }
}
