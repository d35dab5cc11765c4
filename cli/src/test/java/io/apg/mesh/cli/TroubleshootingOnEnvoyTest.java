package io.apg.mesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.api.JsonText;
import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.http.HttpAnswer;
import io.apg.mesh.examples.http.HttpConnection;
import io.apg.mesh.examples.process.EnvoyProcess;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code docs/troubleshooting.md}: on a mesh of real Envoys four people break something, and an
 * operator finds each cause, and the revision that brought it, with two commands. The page's
 * commands are run, in the page's order, and what they print is the page.
 */
class TroubleshootingOnEnvoyTest {
  private static final Path PAGE = Path.of("../docs/troubleshooting.md");
  private static final int BLOCKS = 10;
  private static final Duration BOUND = Duration.ofSeconds(60);

  /** The operator comes in the morning, so that every age is the same. */
  private static final Clock LATER =
      Clock.offset(Clock.systemUTC(), Duration.ofHours(12).plusMinutes(30));

  @TempDir Path folder;

  @Test
  void fourFaultsAreFoundWithTwoCommandsEach() throws Exception {
    String edge = free();
    try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        EchoBackend cart = EchoBackend.start("cart", "v1");
        EchoBackend payments = EchoBackend.start("payments", "v1");
        EchoBackend search = EchoBackend.start("search", "v1");
        LiveMesh mesh =
            LiveMesh.in(
                folder,
                "dns.proxy_resolvers=127.0.0.1:" + silent.getLocalPort(),
                "traffic_management.drain_seconds=0")) {
      Map<String, String> ports = new LinkedHashMap<>();
      ports.put("15432", Integer.toString(taken.getLocalPort()));
      ports.put("19002", Integer.toString(cart.port()));
      ports.put("19003", Integer.toString(payments.port()));
      ports.put("19004", Integer.toString(search.port()));
      apply(mesh, "ann", Faults.with(ports, Faults.SHOP));
      try (EnvoyProcess sidecar = envoy(mesh, "svc_cart~1", "--outbound", free());
          EnvoyProcess gateway = envoy(mesh, "edge~1", "--listen", edge)) {
        awaitStatus(mesh, "synced", "synced", sidecar);
        Transcripts page = new Transcripts(PAGE, text -> normal(text, mesh, ports));
        Shop shop = new Shop(mesh, page, gateway, edge);
        apply(mesh, "alice", Faults.with(ports, Faults.LEDGER));
        awaitStatus(mesh, "error", "synced", sidecar);
        refused(shop);
        withoutEndpoints(shop);
        catchesTooMuch(shop);
        waits(shop);
        Transcripts.Block away = page.run("The control plane cannot be reached", 1, operator(mesh));
        assertThat(away.exits()).containsExactly(3);
        assertThat(away.text()).contains("connection refused");
        Transcripts.Block stranger = page.run("The token is refused", 1, operator(mesh));
        assertThat(stranger.exits()).containsExactly(1);
        assertThat(page.blocks()).isEqualTo(BLOCKS);
        Shells.Ran check = operator(mesh).run("check");
        assertThat(check.out()).contains("no findings", "0 errors");
      }
    }
  }

  /** The mesh, what is written about it, and its front door. */
  private record Shop(LiveMesh mesh, Transcripts page, EnvoyProcess gateway, String edge) {
    void answers(String path, String expected) throws InterruptedException {
      gateway.await(path + " is answered by " + expected, BOUND, () -> ask(path).equals(expected));
    }

    /** Who answers, or the status where nobody does. */
    String ask(String path) throws IOException {
      int port = Integer.parseInt(edge.substring(edge.indexOf(':') + 1));
      HttpAnswer answer =
          HttpConnection.get(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
              "shop.example.com",
              path);
      return answer.backend().orElse(Integer.toString(answer.status()));
    }

    /** At most two commands say what is wrong. */
    String findings(String section) throws IOException {
      Transcripts.Block block = page.run(section, 1, operator(mesh));
      assertThat(block.exits()).as("%s", block).hasSizeLessThanOrEqualTo(2);
      return block.text();
    }

    /** What the page says is to be done is done, and helps. */
    void mend(String section) throws IOException {
      Transcripts.Block block = page.run(section, 2, operator(mesh));
      assertThat(block.exits()).as("%s", block).containsOnly(0);
    }
  }

  private static void refused(Shop shop) throws Exception {
    String section = "A proxy refused something";
    assertThat(shop.findings(section))
        .contains(
            "FAIL  PROXY_ERROR  proxy/svc_cart~1",
            "Address already in use",
            "Cause:  service/svc_ledger (revision 2, 12h ago, by alice)");
    shop.mend(section);
  }

  private static void withoutEndpoints(Shop shop) throws Exception {
    String section = "Calls get 503: a service has no endpoint";
    shop.answers("/promotion", "payments@v1");
    apply(shop.mesh(), "bob", Faults.PAYMENTS);
    shop.answers("/promotion", "503");
    // The control plane notes that the endpoint is delivered no more; otherwise half a minute
    // later.
    shop.gateway().await("revision 5", BOUND, () -> shop.mesh().revision() == 5);
    awaitStatus(shop.mesh(), "synced", "synced", shop.gateway());
    assertThat(shop.findings(section))
        .contains("MESH0203  service/svc_payments")
        .containsPattern(" 4 +12h ago +bob .*endpoint/ep_payments~127.0.0.1~19003");
    shop.mend(section);
    shop.answers("/promotion", "payments@v1");
  }

  private static void catchesTooMuch(Shop shop) throws Exception {
    String section = "Requests arrive at the wrong service";
    shop.answers("/cart/7", "cart@v1");
    apply(shop.mesh(), "carol", Faults.PROMOTION);
    shop.answers("/cart/7", "payments@v1");
    assertThat(shop.findings(section))
        .contains(
            "by route/route_promotion (revision 7, 12h ago, by carol)", "-  /promotion", "+  /");
    shop.mend(section);
    shop.answers("/cart/7", "cart@v1");
  }

  private static void waits(Shop shop) throws Exception {
    String section = "A proxy is WAITING";
    apply(shop.mesh(), "dave", Faults.SEARCH);
    awaitStatus(shop.mesh(), "waiting", "waiting", shop.gateway());
    assertThat(shop.findings(section))
        .contains(
            "PROXY_WAITING  proxy/edge~1",
            "svc_search_v2: waits for DNS",
            "Cause:  service/svc_search_v2 (revision 9, 12h ago, by dave), at search.example.com:9200",
            "Holds:  route/route_search (revision 9, 12h ago, by dave)");
    assertThat(shop.ask("/search")).isEqualTo("search@v1");
    shop.mend(section);
    shop.gateway()
        .await(
            "routes are in sync",
            BOUND,
            () ->
                shop.mesh()
                    .get("/api/proxies/edge~1")
                    .path("types.rds.status")
                    .text()
                    .equals("synced"));
    assertThat(shop.ask("/search")).isEqualTo("search@v1");
  }

  private static Shells operator(LiveMesh mesh) throws IOException {
    return mesh.shellOf("olga").at(LATER);
  }

  private static void apply(LiveMesh mesh, String who, String manifest) throws IOException {
    Shells.Ran ran = mesh.shellOf(who).typing(manifest).run("apply", "-f", "-");
    assertThat(ran.exit()).as("%s", ran).isZero();
  }

  private static String free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "127.0.0.1:" + socket.getLocalPort();
    }
  }

  private static EnvoyProcess envoy(LiveMesh mesh, String node, String... options)
      throws Exception {
    Shells.Ran ran = mesh.line("bootstrap " + node + " -o json " + String.join(" ", options));
    assertThat(ran.exit()).as("%s", ran).isZero();
    Json answer = JsonText.read(ran.out());
    return EnvoyProcess.with(answer.get("bootstrap").toString())
        .named(node.replace('~', '-'))
        .start();
  }

  /** Both have the status that a fault leaves them with, and nothing is on its way. */
  private static void awaitStatus(LiveMesh mesh, String sidecar, String gateway, EnvoyProcess envoy)
      throws InterruptedException {
    envoy.await(
        "svc_cart~1 is " + sidecar + ", edge~1 is " + gateway,
        BOUND,
        () -> isSettled(mesh, "svc_cart~1", sidecar) && isSettled(mesh, "edge~1", gateway));
  }

  private static boolean isSettled(LiveMesh mesh, String node, String status) {
    Json proxy =
        mesh.get("/api/proxies").get("proxies").items().stream()
            .filter(one -> one.get("node_id").text().equals(node))
            .findFirst()
            .orElse(Json.object());
    Set<String> types =
        proxy.get("types").fields().values().stream()
            .map(type -> type.get("status").text())
            .collect(Collectors.toSet());
    boolean waits =
        !status.equals("waiting") || proxy.path("types.rds.status").text().equals(status);
    return proxy.get("status").text().equals(status) && waits && !types.contains("stale");
  }

  /** What is another each time, as it would be on the machine of the page. */
  private static String normal(String text, LiveMesh mesh, Map<String, String> ports) {
    String same = text.replace(mesh.url(), "http://127.0.0.1:8000");
    for (Map.Entry<String, String> port : ports.entrySet()) {
      same = same.replaceAll("\\b" + port.getValue() + "\\b", port.getKey());
    }
    same =
        same.replaceAll("(Envoy \\S+ at) \\S+", "$1 127.0.0.1:40000")
            .replaceAll("tcp_127.0.0.1_[0-9]+", "tcp_127.0.0.1_15432")
            .replaceAll("(?<=xDS gRPC answers on 127.0.0.1:)[0-9]+", "18000")
            .replace("-SNAPSHOT", "")
            .replaceAll("\\b[0-9a-f]{16}(-[0-9]+)?\\b", "6f1c9a2051b0e7d3")
            .replaceAll("SYNCED in [0-9.]+s", "SYNCED in 0.3s");
    // What runs from classes has no version.
    Matcher skew = Pattern.compile("  warn  VERSION_SKEW.*\\n.*\\n").matcher(same);
    return skew.find()
        ? Pattern.compile("([0-9]+) warnings?\\n")
            .matcher(skew.replaceFirst("  ok    meshctl and control plane are both 0.1.0\n"))
            .replaceFirst(
                count ->
                    Text.plural(Long.parseLong(count.group(1)) - 1, "warning", "warnings") + "\n")
        : same;
  }
}
