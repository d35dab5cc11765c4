package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.apg.mesh.session.TypeStatus;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.XdsType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two real Envoys that know each other by certificates, which come as secrets and change. */
@EnabledIfEnvironmentVariable(named = "ENVOY_PATH", matches = ".+")
class EnvoySecretsTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int ROTATIONS = 12;

  @TempDir Path directory;
  private final MemorySource clientSource = new MemorySource();
  private final MemorySource serverSource = new MemorySource();
  private final EnvoyMesh clientMesh = new EnvoyMesh();
  private final EnvoyMesh serverMesh = new EnvoyMesh();
  private XdsServer clientSide;
  private XdsServer serverSide;
  private HttpServer application;
  private int outbound;
  private int inbound;

  @BeforeEach
  void start() throws IOException {
    clientSide = XdsServer.builder(clientSource).start();
    serverSide = XdsServer.builder(serverSource).start();
    application = TestOrigin.answering("ok");
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket two = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      outbound = one.getLocalPort();
      inbound = two.getLocalPort();
    }
  }

  @AfterEach
  void stop() {
    clientSide.close(Duration.ofSeconds(2));
    serverSide.close(Duration.ofSeconds(2));
    application.stop(0);
  }

  private RealEnvoy envoy(String name, String form, XdsServer server) throws IOException {
    return RealEnvoy.start(Files.createDirectory(directory.resolve(name)), form, server.port());
  }

  private static void publish(MemorySource source, EnvoyMesh mesh, EncodedResource... secrets) {
    for (EncodedResource secret : secrets) {
      mesh.put(secret);
    }
    source.publish(mesh.publish());
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void certificatesChangeUnderLoad(String form) throws Exception {
    TestCertificate[] certificates = new TestCertificate[4];
    for (int i = 0; i < certificates.length; i++) {
      certificates[i] = TestCertificate.create(directory, "id" + i);
    }
    clientMesh
        .put(SlowResources.secure("svc_a", "id", "trust"))
        .endpoints("svc_a", inbound)
        .listener("out", outbound)
        .host("a", "svc_a");
    serverMesh
        .service("app", application.getAddress().getPort())
        .put(SlowResources.secureListener("in", inbound, "app", "id", "trust"));
    EncodedResource trust = SlowResources.trust("trust", certificates);
    publish(clientSource, clientMesh, SlowResources.identity("id", certificates[0]), trust);
    publish(serverSource, serverMesh, SlowResources.identity("id", certificates[2]), trust);
    try (RealEnvoy server = envoy("server", form, serverSide);
        RealEnvoy client = envoy("client", form, clientSide)) {
      await().atMost(SOON).until(() -> RealEnvoy.body(outbound, "a").equals("ok"));
      try (Load load = new Load(outbound)) {
        for (int i = 1; i <= ROTATIONS; i++) {
          publish(
              clientSource, clientMesh, SlowResources.identity("id", certificates[i % 2]), trust);
          publish(
              serverSource,
              serverMesh,
              SlowResources.identity("id", certificates[2 + i % 2]),
              i % 3 == 0 ? SlowResources.trust("trust", certificates) : reversed(certificates));
          acknowledged(clientSide);
          acknowledged(serverSide);
          load.more(20);
        }
        load.fails(0);
      }
      assertThat(client.stat("cluster.svc_a.ssl.handshake")).isPositive();
      assertThat(client.stat("sds.id.update_success")).isGreaterThan(ROTATIONS);
      assertThat(client.stat("sds.id.update_rejected")).isZero();
      assertThat(server.admin("/stats?filter=init_fetch_timeout")).doesNotContain(": 1");
      assertThat(client.admin("/stats?filter=init_fetch_timeout")).doesNotContain(": 1");
    }
  }

  private static EncodedResource reversed(TestCertificate[] all) {
    return SlowResources.trust("trust", all[3], all[2], all[1], all[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"DELTA_GRPC", "GRPC"})
  void aRefusedSecretLeavesTheOldOneAndTouchesNoOther(String form) throws Exception {
    TestCertificate good = TestCertificate.create(directory, "good");
    TestCertificate bad = new TestCertificate("no certificate", "no key");
    clientMesh
        .put(SlowResources.secure("svc_a", "id", "trust"))
        .endpoints("svc_a", inbound)
        .listener("out", outbound)
        .host("a", "svc_a");
    serverMesh
        .service("app", application.getAddress().getPort())
        .put(SlowResources.secureListener("in", inbound, "app", "id", "trust"));
    EncodedResource trust = SlowResources.trust("trust", good);
    publish(clientSource, clientMesh, SlowResources.identity("id", good), trust);
    publish(serverSource, serverMesh, SlowResources.identity("id", good), trust);
    try (RealEnvoy server = envoy("server", form, serverSide);
        RealEnvoy client = envoy("client", form, clientSide)) {
      await().atMost(SOON).until(() -> RealEnvoy.body(outbound, "a").equals("ok"));
      publish(clientSource, clientMesh, SlowResources.identity("id", bad));
      await().atMost(SOON).until(() -> secrets(clientSide).state() == TypeStatus.State.ERROR);
      assertThat(secrets(clientSide).error().names()).containsExactly("id");
      assertThat(secrets(clientSide).error().message()).doesNotContain("no key");
      assertThat(RealEnvoy.body(outbound, "a")).isEqualTo("ok");
      publish(clientSource, clientMesh, SlowResources.identity("id", good));
      acknowledged(clientSide);
      assertThat(server.stat("listener_manager.lds.update_rejected")).isZero();
      assertThat(client.stat("cluster_manager.warming_clusters")).isZero();
    }
  }

  private static TypeStatus secrets(XdsServer server) {
    return server.streams().list().get(0).session().of(XdsType.SECRET);
  }

  private static void acknowledged(XdsServer server) {
    await().atMost(SOON).until(() -> secrets(server).state() == TypeStatus.State.SYNCED);
  }

  /** Requests, one after another, until it is closed. */
  private static final class Load implements AutoCloseable {
    private final AtomicInteger good = new AtomicInteger();
    private final AtomicInteger bad = new AtomicInteger();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread thread;

    Load(int port) {
      thread =
          new Thread(
              () -> {
                while (!over.get()) {
                  (RealEnvoy.status(port, "a") == 200 ? good : bad).incrementAndGet();
                }
              });
      thread.start();
    }

    /** Waits for further requests. */
    void more(int requests) {
      int now = good.get();
      await().atMost(SOON).until(() -> good.get() + bad.get() >= now + requests);
    }

    void fails(int times) {
      assertThat(bad).hasValue(times);
      assertThat(good.get()).isGreaterThan(ROTATIONS * 20 - 1);
    }

    @Override
    public void close() {
      over.set(true);
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
