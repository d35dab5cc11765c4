package io.apg.mesh.controlplane.envoy;

import com.fasterxml.jackson.databind.JsonNode;
import io.apg.mesh.controlplane.config.ConfigLoader;
import io.apg.mesh.controlplane.config.MeshConfig;
import io.apg.mesh.controlplane.dns.HostResolver;
import io.apg.mesh.controlplane.security.JwtSecrets;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.controlplane.security.Role;
import io.apg.mesh.controlplane.security.TokenIssuer;
import io.apg.mesh.controlplane.server.MeshServer;
import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.api.MeshApi;
import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.http.HttpAnswer;
import io.apg.mesh.examples.http.HttpConnection;
import io.apg.mesh.examples.net.TcpRelay;
import io.apg.mesh.examples.process.Await;
import io.apg.mesh.examples.process.EnvoyProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A whole mesh for a test: the real server in this process, real Envoys, backends; one clean-up,
 * which fails where an Envoy shows a {@link Trap} that the test did not {@link #expect}.
 */
final class Mesh implements AutoCloseable {
  /** Within which a change must be in effect on an idle mesh. */
  static final Duration SOON = Duration.ofSeconds(1);

  static final Duration LATER = Duration.ofSeconds(20);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Map<String, List<String>> names = new ConcurrentHashMap<>();
  private final List<EnvoyProcess> envoys = new CopyOnWriteArrayList<>();
  private final Set<Trap> expected = EnumSet.noneOf(Trap.class);
  private final MeshServer server;
  private final MeshApi api;

  private Mesh(Path folder, String... settings) throws IOException {
    List<String> sets =
        new ArrayList<>(
            List.of(
                "database.url=sqlite:" + folder.resolve("mesh.db"),
                "server.http.port=0",
                "server.xds.port=0",
                "server.admin.port=0",
                "dns.refresh_seconds=1",
                "server.shutdown_grace_seconds=1"));
    sets.addAll(List.of(settings));
    MeshConfig config = ConfigLoader.load(null, Map.of(), sets);
    this.server = MeshServer.start(config, resolver());
    parts.push(server);
    String token =
        new TokenIssuer(JwtSecrets.resolve(config), Clock.systemUTC(), () -> "t1")
            .issue(
                new Principal("test", Principal.DEFAULT_TENANT, Set.of(Role.ADMIN)),
                Duration.ofHours(1));
    this.api = new MeshApi(loopback(server.httpPort()), token);
  }

  static Mesh start(Path folder, String... settings) throws IOException {
    return new Mesh(folder, settings);
  }

  /** The test makes this itself; it is not looked for at the end. */
  void expect(Trap trap) {
    expected.add(trap);
  }

  private HostResolver resolver() {
    return host -> {
      List<String> addresses = names.get(host);
      if (addresses == null) {
        throw new UnknownHostException(host + ": Name or service not known");
      }
      return addresses;
    };
  }

  /** Makes a name resolve, or (no addresses) fail to. */
  void name(String host, String... addresses) {
    if (addresses.length == 0) {
      names.remove(host);
    } else {
      names.put(host, List.of(addresses));
    }
  }

  MeshApi api() {
    return api;
  }

  MeshServer server() {
    return server;
  }

  EchoBackend backend(String name, String version) throws IOException {
    return keep(EchoBackend.start(name, version));
  }

  EchoBackend backend(String name, String version, String address, int port) throws IOException {
    return keep(EchoBackend.start(name, version, new InetSocketAddress(address, port)));
  }

  /** A running Envoy and the address its clients use. */
  record Running(EnvoyProcess envoy, InetSocketAddress address) {
    HttpAnswer get(String host, String path) throws IOException {
      return HttpConnection.get(address, host, path);
    }

    /** Status of a GET; 0 = no answer. */
    int status(String host, String path) {
      try {
        return get(host, path).status();
      } catch (IOException e) {
        return 0;
      }
    }

    String backend(String host, String path) throws IOException {
      return get(host, path).backend().orElse("none");
    }

    void await(String what, Duration bound, Await.Condition condition) throws InterruptedException {
      envoy.await(what, bound, condition);
    }

    void awaitOk(String host, String path, Duration bound) throws InterruptedException {
      await(host + path + " answers", bound, () -> status(host, path) == 200);
    }

    long stat(String name) throws IOException {
      return envoy.stats(name).getOrDefault(name, 0L);
    }
  }

  Running sidecar(String nodeId, boolean delta) throws Exception {
    int port = freePort();
    return envoy(nodeId, "outbound=127.0.0.1:" + port + "&delta=" + delta, port);
  }

  Running sidecar(String nodeId, boolean delta, String listen, String app) throws Exception {
    int port = freePort();
    String query = "outbound=127.0.0.1:" + port + "&delta=" + delta;
    return envoy(nodeId, query + "&inbound=" + listen + "=" + app, port);
  }

  Running gateway(String nodeId, boolean delta) throws Exception {
    int port = freePort();
    return envoy(nodeId, "role=gateway&listen=127.0.0.1:" + port + "&delta=" + delta, port);
  }

  private Running envoy(String nodeId, String query, int port) throws Exception {
    return launch(bootstrap(nodeId, query), nodeId, port);
  }

  String bootstrap(String nodeId, String query) throws Exception {
    JsonNode data = api.get("/api/proxies/" + nodeId + "/bootstrap?" + query).data();
    return data.path("bootstrap").toString();
  }

  /** A relay in front of the xDS port; closed with the mesh. */
  TcpRelay relay() throws IOException {
    return keep(TcpRelay.to(loopback(server.xdsPort())));
  }

  /** A sidecar that reaches the server through a relay, and tries again without delay. */
  Running sidecar(String nodeId, boolean delta, TcpRelay relay) throws Exception {
    int port = freePort();
    String query = "outbound=127.0.0.1:" + port + "&delta=" + delta;
    return launch(through(relay, bootstrap(nodeId, query)), nodeId, port);
  }

  /** A gateway that reaches the server through a relay, and tries again without delay. */
  Running gateway(String nodeId, boolean delta, TcpRelay relay) throws Exception {
    int port = freePort();
    String query = "role=gateway&listen=127.0.0.1:" + port + "&delta=" + delta;
    return launch(through(relay, bootstrap(nodeId, query)), nodeId, port);
  }

  private String through(TcpRelay relay, String bootstrap) {
    return bootstrap
        .replace("\"port_value\":" + server.xdsPort(), "\"port_value\":" + relay.port())
        .replace("\"base_interval\":\"0.5s\"", "\"base_interval\":\"0.05s\"");
  }

  Running launch(String bootstrap, String nodeId, int port) throws Exception {
    EnvoyProcess envoy = keep(EnvoyProcess.with(bootstrap).named(nodeId.replace('~', '-')).start());
    envoys.add(envoy);
    Running running = new Running(envoy, loopback(port));
    running.await("listening", LATER, () -> running.status("nobody", "/") != 0);
    return running;
  }

  /** The status of a proxy, as the API shows it. */
  JsonNode proxy(String nodeId) throws Exception {
    return api.get("/api/proxies/" + nodeId).data();
  }

  /** Applies objects; returns when every proxy has them. */
  void apply(String... objects) throws Exception {
    ApiAnswer answer = api.post("/api/apply", Objects.apply(objects));
    if (answer.status() != 200) {
      throw new AssertionError(answer.toString());
    }
    awaitAcked(answer.revision());
  }

  void awaitAcked(long revision) throws Exception {
    ApiAnswer proxies = api.get("/api/proxies?acked_revision=" + revision + "&wait_seconds=20");
    for (JsonNode proxy : proxies.data().path("proxies")) {
      if (proxy.path("acked_revision").asLong() < revision) {
        throw new AssertionError("not at revision " + revision + ": " + proxy);
      }
    }
  }

  void awaitSynced(int proxies) throws Exception {
    boolean synced =
        Await.holds(
            LATER,
            () -> {
              JsonNode counts = api.get("/api/health").data().path("proxies");
              return counts.path("connected").asInt() == proxies
                  && counts.path("synced").asInt() == proxies;
            });
    if (!synced) {
      throw new AssertionError("not in sync: " + api.get("/api/proxies").body());
    }
  }

  /** A loopback address that no other run on this machine uses, so that its ports are free. */
  static String host(int number) {
    long pid = ProcessHandle.current().pid();
    return "127." + (1 + (pid >> 8) % 250) + "." + pid % 250 + "." + number;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  @Override
  public void close() throws IOException {
    try {
      envoys.forEach(envoy -> Trap.assertNone(envoy, expected));
    } finally {
      closeParts();
    }
  }

  private void closeParts() throws IOException {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
