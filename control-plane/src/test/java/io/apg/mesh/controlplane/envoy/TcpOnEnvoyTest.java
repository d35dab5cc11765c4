package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.controlplane.envoy.TcpEcho.Client;
import io.apg.mesh.examples.process.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services that take connections, dialled at a port of a real sidecar. */
class TcpOnEnvoyTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void portsMoveAndSwapWhileConnectionsAreMade(boolean delta) throws Exception {
    int one = Mesh.freePort();
    int two = Mesh.freePort();
    int spare = Mesh.freePort();
    try (Mesh mesh = Mesh.start(folder);
        TcpEcho db = new TcpEcho("db");
        TcpEcho cache = new TcpEcho("cache")) {
      mesh.apply(tcp("db", one, db.port()), tcp("cache", two, cache.port()));
      Mesh.Running sidecar = mesh.sidecar("svc_caller~1", delta);
      awaitAnswer(sidecar, one, "db hello");
      awaitAnswer(sidecar, two, "cache hello");

      try (Client living = new Client(one);
          Dialler dialler = new Dialler(one)) {
        assertThat(living.say("before")).isEqualTo("db before");
        for (int i = 0; i < 3; i++) {
          mesh.apply(tcp("db", spare, db.port()), tcp("cache", one, cache.port()));
          awaitAnswer(sidecar, one, "cache hello");
          awaitAnswer(sidecar, spare, "db hello");
          mesh.apply(tcp("db", one, db.port()), tcp("cache", two, cache.port()));
          awaitAnswer(sidecar, one, "db hello");
          mesh.apply(tcp("db", two, db.port()), tcp("cache", one, cache.port()));
          awaitAnswer(sidecar, one, "cache hello");
          awaitAnswer(sidecar, two, "db hello");
          mesh.apply(tcp("db", one, db.port()), tcp("cache", two, cache.port()));
          awaitAnswer(sidecar, one, "db hello");
        }
        assertThat(living.say("after")).isEqualTo("db after");
        dialler.assertNothingLost("db", "cache");
      }
      mesh.awaitSynced(1);
      BriefOnEnvoyTest.assertNoTrap(sidecar);
    }
  }

  @Test
  void aPortIsClosedWhenItsServiceIsGone_andOpenOnSidecarsThatSeeIt() throws Exception {
    int port = Mesh.freePort();
    try (Mesh mesh = Mesh.start(folder);
        TcpEcho db = new TcpEcho("db")) {
      Mesh.Running sidecar = mesh.sidecar("svc_caller~1", true);
      mesh.apply(tcp("db", port, db.port()));
      awaitAnswer(sidecar, port, "db hello");
      mesh.apply("{\"kind\": \"service\", \"service_id\": \"svc_db\", \"delete\": true}");
      sidecar.await("closed", Mesh.LATER, () -> answer(port) == null);
      BriefOnEnvoyTest.assertNoTrap(sidecar);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connectionsPassTheSidecarsOfBothEnds(boolean delta) throws Exception {
    int port = Mesh.freePort();
    int listen = Mesh.freePort();
    try (Mesh mesh = Mesh.start(folder);
        TcpEcho db = new TcpEcho("db")) {
      mesh.apply(tcp("db", port, listen));
      Mesh.Running callee =
          mesh.sidecar("svc_db~1", delta, "127.0.0.1:" + listen, "127.0.0.1:" + db.port());
      awaitAnswer(callee, listen, "db hello");
      awaitAnswer(callee, port, "db hello");
    }
  }

  private static String tcp(String name, int outboundPort, int port) {
    return """
        {"kind": "service", "service_name": "%s", "namespace": "shop", "service_version": "v1",
         "protocol": "tcp", "outbound_port": %d,
         "endpoints": [{"host": "127.0.0.1", "port": %d}]}
        """
        .formatted(name, outboundPort, port);
  }

  private static void awaitAnswer(Mesh.Running proxy, int port, String answer)
      throws InterruptedException {
    proxy.await(answer + " at " + port, Mesh.LATER, () -> answer.equals(answer(port)));
  }

  /** What a new connection says; null = it cannot be made, or ends. */
  private static @Nullable String answer(int port) {
    try (Client client = new Client(port)) {
      return client.say("hello");
    } catch (IOException e) {
      return null;
    }
  }

  /** Makes up to 1,000 connections a second, as the machine allows. */
  private static final class Dialler implements AutoCloseable {
    private static final int THREADS = 4;
    private static final long PAUSE_NANOS = 4_000_000;

    private final Set<String> answers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger made = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean ended;

    Dialler(int port) {
      for (int i = 0; i < THREADS; i++) {
        Thread thread = new Thread(() -> run(port), "dialler-" + i);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
      }
    }

    private void run(int port) {
      while (!ended) {
        String answer = answer(port);
        made.incrementAndGet();
        if (answer == null) {
          failed.incrementAndGet();
        } else {
          answers.add(answer.split(" ", 2)[0]);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }

    void assertNothingLost(String... servers) throws InterruptedException {
      assertThat(Await.holds(Mesh.LATER, () -> made.get() > 200)).isTrue();
      ended = true;
      for (Thread thread : threads) {
        thread.join(10_000);
      }
      assertThat(failed).as("of %s", made).hasValue(0);
      assertThat(answers).containsExactlyInAnyOrder(servers);
    }

    @Override
    public void close() {
      ended = true;
    }
  }
}
