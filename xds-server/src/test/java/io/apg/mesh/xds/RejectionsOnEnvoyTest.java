package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.UInt64Value;
import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import io.apg.mesh.examples.load.LoadStats;
import io.apg.mesh.session.Nack;
import io.apg.mesh.session.Rejection;
import io.apg.mesh.session.Remembered;
import io.apg.mesh.session.SessionSettings;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.Snapshot;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content that only Envoys refuse, while traffic goes on: who is held back, and for how long. */
@EnabledIfEnvironmentVariable(named = "ENVOY_PATH", matches = ".+")
class RejectionsOnEnvoyTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int RATE = 200;

  @TempDir Path directory;
  private final MemorySource source = new MemorySource();
  private final EnvoyMesh mesh = new EnvoyMesh();
  private final Kept memories = new Kept();
  private final List<String> nacks = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> parts = new ArrayList<>();
  private final List<LoadGenerator> loads = new ArrayList<>();
  private XdsServer server;
  private EchoBackend one;
  private EchoBackend two;
  private int port;

  /** Outlives the server. */
  private static final class Kept implements MemoryStore {
    private final Map<NodeIdentity, Remembered> all = new ConcurrentHashMap<>();

    @Override
    public Map<NodeIdentity, Remembered> load() {
      return Map.copyOf(all);
    }

    @Override
    public void changed(NodeIdentity node, Supplier<Remembered> newest) {
      all.put(node, newest.get());
    }
  }

  private final class Told implements XdsObserver {
    @Override
    public void refused(Node node, Nack nack) {
      nacks.add(node.id() + " " + nack.type() + " " + nack.origins());
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = serve(0);
    one = EchoBackend.start("one", "v1");
    two = EchoBackend.start("two", "v1");
    port = TestOrigin.freePort();
  }

  private XdsServer serve(int onPort) throws IOException {
    return XdsServer.builder(source)
        .listen("127.0.0.1", onPort)
        .memories(memories)
        .observer(new Told())
        .settings(
            node ->
                SessionSettings.DEFAULT.withRelease(Duration.ofSeconds(1), Duration.ofSeconds(1)))
        .start();
  }

  @AfterEach
  void stop() throws Exception {
    loads.forEach(LoadGenerator::close);
    for (AutoCloseable part : parts) {
      part.close();
    }
    server.close(Duration.ofSeconds(1));
    one.close();
    two.close();
  }

  /** An Envoy; where there are several, all but the one with id 1 have no listener of their own. */
  private RealEnvoy envoy(String form, int number) throws IOException {
    Path own = Files.createDirectories(directory.resolve("envoy" + number));
    RealEnvoy envoy = RealEnvoy.start(own, "test~" + number, form, server.port());
    parts.add(envoy);
    return envoy;
  }

  private LoadGenerator load(String host) {
    LoadGenerator load =
        LoadGenerator.start(
            LoadPlan.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), host, "/")
                .rate(RATE));
    loads.add(load);
    return load;
  }

  private static void assertNothingLost(LoadGenerator load) throws InterruptedException {
    await().atMost(SOON).until(() -> load.snapshot().succeeded() > RATE);
    LoadStats stats = load.stop();
    assertThat(stats.failed()).as("%s", stats.failures()).isZero();
  }

  private void awaitHost(String host, String backend) {
    await().atMost(SOON).until(() -> RealEnvoy.body(port, host).contains(backend));
  }

  /** Ten changes, each of them there before the next. */
  private void goodChanges(String round) {
    for (int i = 0; i < 10; i++) {
      String name = round + i;
      source.publish(mesh.service("svc_" + name, one.port()).host(name, "svc_" + name).publish());
      awaitHost(name, "one");
    }
  }

  private List<Rejection> rejections(int number) {
    return server.streams().rejections("test~" + number);
  }

  private static long refusals(RealEnvoy envoy) {
    return envoy.stat("cluster_manager.cds.update_rejected");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void aClusterThatOnlyEnvoysRefuseHarmsNothingAndGoesToNoFurtherOne(String form) throws Exception {
    mesh.service("svc_a", one.port()).service("svc_c", one.port());
    mesh.listener("out", port).host("a", "svc_a").host("c", "svc_c");
    source.publish(mesh.publish());
    RealEnvoy first = envoy(form, 1);
    awaitHost("c", "one");
    LoadGenerator a = load("a");
    LoadGenerator c = load("c");
    RefuseAll broken = new RefuseAll(server.port(), source.nodes.get(0));
    parts.add(broken);
    await().atMost(SOON).until(() -> broken.refused.get() > 3);
    broken.close(); // or it would be the one that confirms what comes

    // Endpoints change with it: they come to the cluster in its last good form.
    source.publish(mesh.cluster("svc_c", badRing()).publish());
    await().atMost(SOON).until(() -> rejections(1).size() == 1);
    goodChanges("first");
    source.publish(mesh.endpoints("svc_c", two.port()).publish());
    awaitHost("c", "two");

    server.streams().shutdown();
    goodChanges("broken");
    restart();
    goodChanges("restarted");
    assertThat(refusals(first)).as("refused once").isEqualTo(1);

    // A second one refuses it once, and no further one sees it.
    RealEnvoy second = envoy(form, 2);
    await().atMost(SOON).until(() -> rejections(2).size() == 1);
    await().atMost(SOON).until(() -> isLive(second));
    assertThat(refusals(second)).isEqualTo(1);
    restart();
    RealEnvoy third = envoy(form, 3);
    await().atMost(SOON).until(() -> isLive(third));
    await().atMost(SOON).until(() -> third.admin("/clusters").contains("svc_c::127.0.0.1"));
    assertThat(refusals(third)).isZero();
    assertThat(rejections(3)).isEmpty();
    assertNothingLost(a);
    assertNothingLost(c);
    assertThat(refusals(first)).isEqualTo(1);
    assertThat(first.admin("/stats?filter=init_fetch_timeout")).doesNotContain(": 1");
    // What the broken client refused is its own affair.
    assertThat(third.admin("/clusters")).contains("svc_a::127.0.0.1");
    // Mending heals all of them.
    source.publish(mesh.cluster("svc_c", leastRequest()).publish());
    for (RealEnvoy envoy : List.of(first, second, third)) {
      await().atMost(SOON).until(() -> isLeastRequest(envoy, "svc_c"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void routesToARefusedClusterHoldBackNothingAfterARestart(String form) throws Exception {
    mesh.service("svc_a", one.port()).service("svc_b", one.port());
    mesh.listener("out", port).host("a", "svc_a").host("b", "svc_b");
    source.publish(mesh.publish());
    RealEnvoy envoy = envoy(form, 1);
    awaitHost("b", "one");
    LoadGenerator a = load("a");
    LoadGenerator b = load("b");
    // A live route is pointed at it, and a new one.
    source.publish(
        mesh.cluster("svc_new", badRing())
            .endpoints("svc_new", two.port())
            .host("b", "svc_new")
            .host("n", "svc_new")
            .publish());
    await().atMost(SOON).until(() -> rejections(1).size() == 1);
    goodChanges("first");
    restart();
    goodChanges("restarted");
    assertThat(RealEnvoy.body(port, "b")).contains("one");
    assertThat(refusals(envoy)).isEqualTo(1);
    source.publish(mesh.cluster("svc_new", leastRequest()).publish());
    awaitHost("b", "two");
    awaitHost("n", "two");
    assertNothingLost(a);
    assertNothingLost(b);
  }

  private static boolean isLive(RealEnvoy envoy) {
    return envoy.admin("/ready").contains("LIVE");
  }

  private static boolean isLeastRequest(RealEnvoy envoy, String cluster) {
    String dump = envoy.admin("/config_dump?resource=dynamic_active_clusters");
    int at = dump.indexOf("\"name\": \"" + cluster + "\"");
    int end = dump.indexOf("\"version_info\"", at + 1);
    return at >= 0 && dump.substring(at, end < 0 ? dump.length() : end).contains("LEAST_REQUEST");
  }

  private void restart() throws IOException {
    int onPort = server.port();
    server.close(Duration.ofSeconds(1));
    server = serve(onPort);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void onlyTheOffenderIsHeldBack(String form) throws Exception {
    mesh.service("svc_a", one.port()).service("svc_b", one.port()).service("svc_c", one.port());
    mesh.listener("out", port).host("a", "svc_a").host("b", "svc_b").host("c", "svc_c");
    source.publish(mesh.publish());
    RealEnvoy envoy = envoy(form, 1);
    awaitHost("c", "one");
    LoadGenerator a = load("a");
    LoadGenerator b = load("b");

    source.publish(mesh.weightless("svc_a").endpoints("svc_c", two.port()).publish());
    awaitHost("c", "two");
    assertThat(nacks).contains("test~1 ENDPOINT [endpoint/svc_a]");
    source.publish(mesh.endpoints("svc_a", two.port()).publish());
    awaitHost("a", "two");

    source.publish(
        mesh.hostOfRegex("b", "svc_b", "[").host("c", "svc_b").host("d", "svc_a").publish());
    awaitHost("d", "two");
    awaitHost("c", "one");
    assertThat(rejections(1)).extracting(one -> one.key().host()).contains("b");
    source.publish(mesh.host("b", "svc_a").publish());
    awaitHost("b", "two");

    int bad = TestOrigin.freePort();
    int good = TestOrigin.freePort();
    source.publish(mesh.emptyListener("bad", bad).listener("good", good).publish());
    await().atMost(SOON).until(() -> RealEnvoy.body(good, "a").contains("two"));
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(nacks).contains("test~1 LISTENER [listener/bad]"));
    source.publish(mesh.listener("bad", bad).publish());
    await().atMost(SOON).until(() -> RealEnvoy.body(bad, "a").contains("two"));

    assertNothingLost(a);
    assertNothingLost(b);
    Snapshot last = mesh.host("e", "svc_a").publish();
    source.publish(last);
    await()
        .atMost(SOON)
        .until(() -> server.streams().list().get(0).session().inSyncWith() == last.publication());
    assertThat(server.streams().list().get(0).session().withheld()).isEmpty();
    assertThat(envoy.admin("/stats?filter=init_fetch_timeout")).doesNotContain(": 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void aRollBackAfterARefusalAndAReconnectReachesTheEnvoy(String form) throws Exception {
    mesh.service("svc_a", one.port()).service("svc_b", one.port()).service("svc_gone", one.port());
    mesh.listener("out", port).host("a", "svc_a").host("b", "svc_b");
    source.publish(mesh.publish());
    RealEnvoy envoy = envoy(form, 1);
    awaitHost("b", "one");
    LoadGenerator a = load("a");

    // One response: a bad change, a good one, a removal.
    source.publish(
        mesh.cluster("svc_a", badRing())
            .cluster("svc_b", leastRequest())
            .removeService("svc_gone")
            .publish());
    await().atMost(SOON).until(() -> rejections(1).size() == 1);
    server.streams().shutdown();
    Cluster old = Cluster.getDefaultInstance();
    source.publish(
        mesh.cluster("svc_a", old)
            .cluster("svc_b", old)
            .service("svc_gone", two.port())
            .host("gone", "svc_gone")
            .publish());
    awaitHost("gone", "two");
    await().atMost(SOON).until(() -> !isLeastRequest(envoy, "svc_b"));
    assertThat(RealEnvoy.body(port, "b")).contains("one");
    LoadGenerator b = load("b");
    assertNothingLost(b);
    assertNothingLost(a);
    assertThat(refusals(envoy)).isEqualTo(1);
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

  private static Cluster leastRequest() {
    return Cluster.newBuilder().setLbPolicy(Cluster.LbPolicy.LEAST_REQUEST).build();
  }
}
