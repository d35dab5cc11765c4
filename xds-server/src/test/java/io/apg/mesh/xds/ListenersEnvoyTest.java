package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.http.HttpConnection;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import io.apg.mesh.examples.load.LoadStats;
import io.apg.mesh.session.SessionSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners of a real Envoy that change while connections are made and used. */
@EnabledIfEnvironmentVariable(named = "ENVOY_PATH", matches = ".+")
class ListenersEnvoyTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration DRAIN = Duration.ofSeconds(RealEnvoy.DRAIN_SECONDS);

  @TempDir Path directory;
  private final MemorySource source = new MemorySource();
  private final EnvoyMesh mesh = new EnvoyMesh();
  private XdsServer server;
  private EchoBackend one;
  private EchoBackend two;
  private int port;

  @BeforeEach
  void start() throws IOException {
    server =
        XdsServer.builder(source)
            .settings(node -> SessionSettings.DEFAULT.withRelease(Duration.ofMillis(500), DRAIN))
            .start();
    one = EchoBackend.start("one", "v1");
    two = EchoBackend.start("two", "v1");
    port = TestOrigin.freePort();
  }

  @AfterEach
  void stop() throws IOException {
    server.close(Duration.ofSeconds(2));
    one.close();
    two.close();
  }

  /** A living connection keeps its listener, so that one's routes and their cluster must stay. */
  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void aListenerMovesToAnotherRouteConfiguration(String form) throws Exception {
    mesh.service("svc_one", one.port()).listener("out", port, "r1").hostIn("r1", "a", "svc_one");
    source.publish(mesh.publish());
    try (RealEnvoy envoy = RealEnvoy.start(directory, form, server.port())) {
      await().atMost(SOON).until(() -> RealEnvoy.status(port, "a") == 200);
      try (HttpConnection living = HttpConnection.open(local(), SOON);
          LoadGenerator load = load();
          Dialler dialler = new Dialler(local())) {
        assertThat(backend(living)).isEqualTo(one.id());
        mesh.service("svc_two", two.port())
            .listener("out", port, "r2")
            .hostIn("r2", "a", "svc_two");
        source.publish(mesh.removeRoutes("r1").removeService("svc_one").publish());
        await().atMost(SOON).until(() -> newConnection().equals(two.id()));
        assertThat(backend(living)).as("it keeps the old content").isEqualTo(one.id());
        await().atMost(SOON).until(() -> !envoy.admin("/clusters").contains("svc_one::"));
        assertNothingLost(load, dialler);
      }
      assertNoTrap(envoy);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void aListenerIsRenamed(String form) throws Exception {
    mesh.service("svc_one", one.port()).listener("name0", port).host("a", "svc_one");
    source.publish(mesh.publish());
    try (RealEnvoy envoy = RealEnvoy.start(directory, form, server.port())) {
      await().atMost(SOON).until(() -> RealEnvoy.status(port, "a") == 200);
      try (LoadGenerator load = load();
          Dialler dialler = new Dialler(local())) {
        for (int i = 1; i <= 10; i++) {
          String name = "name" + i;
          source.publish(mesh.removeListener("name" + (i - 1)).listener(name, port).publish());
          await().atMost(SOON).until(() -> envoy.admin("/listeners").contains(name + "::"));
        }
        assertNothingLost(load, dialler);
      }
      assertNoTrap(envoy);
    }
  }

  /** The cluster of a listener without routes stays until the drain time of its Envoy is over. */
  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void livingConnectionsOfATcpListenerKeepItsClusterUntilTheDrainTimeIsOver(String form)
      throws Exception {
    mesh.service("svc_one", one.port()).tcpListener("tcp", port, "svc_one");
    source.publish(mesh.publish());
    try (RealEnvoy envoy = RealEnvoy.start(directory, form, server.port())) {
      await().atMost(SOON).until(() -> RealEnvoy.body(port, "a").contains("one"));
      try (HttpConnection living = HttpConnection.open(local(), SOON);
          Dialler dialler = new Dialler(local())) {
        assertThat(backend(living)).isEqualTo(one.id());
        source.publish(
            mesh.service("svc_two", two.port())
                .tcpListener("tcp", port, "svc_two")
                .removeService("svc_one")
                .publish());
        await().atMost(SOON).until(() -> newConnection().equals(two.id()));
        long moved = System.nanoTime();
        assertThat(backend(living)).as("it keeps the old content").isEqualTo(one.id());
        await()
            .pollInterval(Duration.ofMillis(50))
            .atMost(SOON)
            .until(() -> !envoy.admin("/clusters").contains("svc_one::"));
        assertThat(Duration.ofNanos(System.nanoTime() - moved))
            .isGreaterThan(DRAIN.minusSeconds(1));
        dialler.assertNothingLost();
      }
      assertNoTrap(envoy);
    }
  }

  private InetSocketAddress local() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private String newConnection() throws IOException {
    return HttpConnection.get(local(), "a", "/").backend().orElse("none");
  }

  private static String backend(HttpConnection connection) throws IOException {
    return connection.exchange("GET", "/", Map.of("host", "a")).backend().orElse("none");
  }

  private LoadGenerator load() {
    return LoadGenerator.start(LoadPlan.to(local(), "a", "/").rate(200));
  }

  private static void assertNothingLost(LoadGenerator load, Dialler dialler)
      throws InterruptedException {
    await().atMost(SOON).until(() -> load.snapshot().requests() > 400);
    LoadStats stats = load.stop();
    assertThat(stats.failed()).as("%s", stats).isZero();
    dialler.assertNothingLost();
  }

  private static void assertNoTrap(RealEnvoy envoy) {
    assertThat(envoy.admin("/stats?filter=init_fetch_timeout")).doesNotContainPattern(": [1-9]");
    assertThat(envoy.admin("/stats?filter=update_rejected")).doesNotContainPattern(": [1-9]");
  }

  /** Makes a new connection for each request: up to 1,000 a second, as the machine allows. */
  private static final class Dialler implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int PAUSE_MILLIS = 4;

    private final InetSocketAddress target;
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final AtomicInteger made = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    Dialler(InetSocketAddress target) {
      this.target = target;
      for (int i = 0; i < THREADS; i++) {
        Thread thread = new Thread(this::run, "dialler-" + i);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
      }
    }

    private void run() {
      while (!ended) {
        try {
          int status = HttpConnection.get(target, "a", "/").status();
          if (status != 200) {
            failures.merge("status " + status, 1, Integer::sum);
          }
          made.incrementAndGet();
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (IOException e) {
          failures.merge(e.toString(), 1, Integer::sum);
        } catch (InterruptedException e) {
          return;
        }
      }
    }

    void assertNothingLost() throws InterruptedException {
      await().atMost(SOON).until(() -> made.get() > 300);
      close();
      for (Thread thread : threads) {
        thread.join(SOON.toMillis());
      }
      assertThat(new TreeMap<>(failures)).as("of %s connections", made).isEmpty();
    }

    @Override
    public void close() {
      ended = true;
    }
  }
}
