package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.UInt64Value;
import com.sun.net.httpserver.HttpServer;
import io.apg.mesh.snapshot.Snapshot;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real Envoy, away while services left, beside a cluster that it refuses. */
@EnabledIfEnvironmentVariable(named = "ENVOY_PATH", matches = ".+")
class EnvoyLeavingTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path directory;
  private final MemorySource source = new MemorySource();
  private final EnvoyMesh mesh = new EnvoyMesh();
  private XdsServer server;
  private HttpServer one;
  private HttpServer two;
  private int port;

  @BeforeEach
  void start() throws IOException {
    server = XdsServer.builder(source).start();
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
  void aRefusedClusterThatLeftMeanwhileIsNoReasonToBeOutOfSync(String form) throws IOException {
    mesh.service("svc_a", one.getAddress().getPort()).listener("out", port).host("a", "svc_a");
    try (RealEnvoy envoy = RealEnvoy.start(directory, form, server.port())) {
      inSync(mesh.publish());
      halfMake(envoy);
      awayFor(mesh.leaving("svc_bad").publish());
      inSync(mesh.service("svc_b", two.getAddress().getPort()).host("b", "svc_b").publish());
      await().atMost(SOON).until(() -> RealEnvoy.body(port, "b").equals("two"));
      assertThat(envoy.stat("cluster_manager.warming_clusters")).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void aRouteThatMovedAwayFromWhatLeftLosesNoRequest(String form) throws Exception {
    mesh.service("svc_a", one.getAddress().getPort()).listener("out", port).host("a", "svc_a");
    try (RealEnvoy envoy = RealEnvoy.start(directory, form, server.port())) {
      inSync(mesh.publish());
      halfMake(envoy);
      try (Requests requests = new Requests(port)) {
        awayFor(
            mesh.leaving("svc_a")
                .service("svc_b", two.getAddress().getPort())
                .host("a", "svc_b")
                .publish());
        await().atMost(SOON).until(() -> RealEnvoy.body(port, "a").equals("two"));
        requests.assertNothingLost();
      }
    }
  }

  /** Envoy refuses the cluster, keeps it half made, and says nothing; that is soon found out. */
  private void halfMake(RealEnvoy envoy) {
    for (int size = 1; size <= 20; size++) {
      mesh.cluster("svc_bad", badRing(size));
      mesh.cluster("svc_a", size % 2 == 0 ? Cluster.getDefaultInstance() : leastRequest());
      source.publish(mesh.publish());
      for (int look = 0; look < 50; look++) {
        if (envoy.stat("cluster_manager.warming_clusters") > 0) {
          return;
        }
      }
    }
    throw new AssertionError("no cluster was half made");
  }

  /** The server dies; another one, which knows nothing of the node, has that snapshot. */
  private void awayFor(Snapshot snapshot) throws IOException {
    int xdsPort = server.port();
    server.close(Duration.ZERO);
    source.publish(snapshot);
    server = XdsServer.builder(source).listen("127.0.0.1", xdsPort).start();
  }

  private void inSync(Snapshot snapshot) {
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
  }

  /** Some callers, each with one request after the other. */
  private static final class Requests implements AutoCloseable {
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final List<Thread> callers = new ArrayList<>();
    private volatile boolean ended;

    Requests(int port) {
      for (int i = 0; i < 10; i++) {
        Thread caller = new Thread(() -> run(port), "caller-" + i);
        caller.setDaemon(true);
        caller.start();
        callers.add(caller);
      }
    }

    private void run(int port) {
      while (!ended) {
        failed.addAndGet(RealEnvoy.status(port, "a") == 200 ? 0 : 1);
        sent.incrementAndGet();
      }
    }

    void assertNothingLost() throws InterruptedException {
      await().atMost(SOON).until(() -> sent.get() >= 500);
      ended = true;
      for (Thread caller : callers) {
        caller.join(SOON.toMillis());
      }
      assertThat(failed).as("of %s", sent).hasValue(0);
    }

    @Override
    public void close() {
      ended = true;
    }
  }

  private static Cluster badRing(int size) {
    return Cluster.newBuilder()
        .setLbPolicy(Cluster.LbPolicy.RING_HASH)
        .setRingHashLbConfig(
            Cluster.RingHashLbConfig.newBuilder()
                .setMinimumRingSize(UInt64Value.of(100))
                .setMaximumRingSize(UInt64Value.of(size)))
        .build();
  }

  private static Cluster leastRequest() {
    return Cluster.newBuilder().setLbPolicy(Cluster.LbPolicy.LEAST_REQUEST).build();
  }
}
