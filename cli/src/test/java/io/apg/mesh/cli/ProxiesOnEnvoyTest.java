package io.apg.mesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.api.JsonText;
import io.apg.mesh.examples.process.EnvoyProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * meshctl in front of a control plane with two real Envoys, one of which refuses something. With
 * {@code -Drecord=true} it writes down what the control plane answers, for {@link Recorded}.
 */
class ProxiesOnEnvoyTest {
  private static final Path SHOP = Path.of("src/test/resources/shop.yaml");
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final List<String> READ =
      List.of(
          "/api/health",
          "/api/services",
          "/api/routes",
          "/api/load-balancers",
          "/api/proxies",
          "/api/revisions",
          "/api/revisions/1",
          "/api/revisions/2",
          "/api/revisions/diff?from=1&to=2",
          "/api/findings",
          "/api/events",
          "/api/proxies/edge~1/config?type=rds");

  @TempDir Path folder;

  @Test
  void showsWhatProxiesHaveAndWhatTheyRefuse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        LiveMesh mesh = LiveMesh.in(folder)) {
      String port = Integer.toString(taken.getLocalPort());
      String shop = Files.readString(SHOP).replace("15432", port);
      assertThat(mesh.typing(shop, "apply -f -").exit()).isZero();
      String outbound = "127.0.0.1:" + freePort();
      try (EnvoyProcess sidecar = envoy(mesh, "svc_orders~1", "--outbound", outbound);
          EnvoyProcess gateway = envoy(mesh, "edge~1", "--listen", "127.0.0.1:" + freePort())) {
        awaitStatus(mesh, "edge~1", "synced", gateway);
        awaitStatus(mesh, "svc_orders~1", "error", sidecar);
        tellsTheCause(mesh, port);
        comparesWithEnvoy(mesh, sidecar, gateway, port);
        countsProxies(mesh, shop);
        waitsForProxies(mesh, shop);
        if (Boolean.getBoolean("record")) {
          record(mesh);
        }
        recordedAnswersAreOfThisApi(mesh);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static EnvoyProcess envoy(LiveMesh mesh, String node, String... options)
      throws Exception {
    Shells.Ran ran = mesh.line("bootstrap " + node + " -o json " + String.join(" ", options));
    assertThat(ran.exit()).as("%s", ran).isZero();
    Json answer = JsonText.read(ran.out());
    assertThat(answer.get("command_line").items()).isNotEmpty();
    return EnvoyProcess.with(answer.get("bootstrap").toString())
        .named(node.replace('~', '-'))
        .start();
  }

  private static void awaitStatus(LiveMesh mesh, String node, String status, EnvoyProcess envoy)
      throws InterruptedException {
    envoy.await(
        node + " is " + status,
        BOUND,
        () ->
            mesh.get("/api/proxies").get("proxies").items().stream()
                .anyMatch(
                    p ->
                        p.get("node_id").text().equals(node)
                            && p.get("status").text().equals(status)));
  }

  private static void tellsTheCause(LiveMesh mesh, String port) {
    Shells.Ran check = mesh.line("check");
    assertThat(check.exit()).as("%s", check).isEqualTo(6);
    assertThat(check.out()).containsPattern("ok +xDS gRPC answers on 127\\.0\\.0\\.1:[0-9]+\n");
    assertThat(check.out())
        .contains("FAIL  PROXY_ERROR  proxy/svc_orders~1", "lds: ", "fix: meshctl describe proxy");
    Shells.Ran proxies = mesh.line("get proxies");
    assertThat(proxies.err()).contains("1 of 2 proxies needs attention");
    Shells.Ran page = mesh.line("describe proxy svc_orders~1");
    assertThat(page.out())
        .contains(
            "LDS refused",
            "tcp_127.0.0.1_" + port,
            "Cause:  service/svc_ledger (revision 1, ",
            "by test)",
            "meshctl describe service svc_ledger");
  }

  private static void comparesWithEnvoy(
      LiveMesh mesh, EnvoyProcess sidecar, EnvoyProcess gateway, String port) throws Exception {
    Shells.Ran same = mesh.line("proxy-config edge~1 --admin " + admin(gateway));
    assertThat(same.exit()).as("%s", same).isZero();
    assertThat(same.out()).isEqualTo("Envoy has what it is served\n");
    Shells.Ran other = mesh.line("proxy-config svc_orders~1 --admin " + admin(sidecar));
    assertThat(other.exit()).as("%s", other).isEqualTo(1);
    assertThat(other.out())
        .isEqualTo("--- served  lds/tcp_127.0.0.1_" + port + "\n+++ envoy   nothing\n");
    Shells.Ran equal = mesh.line("diff proxy edge~1 --admin " + admin(gateway));
    assertThat(equal.exit()).as("%s", equal).isZero();
    String ledger = "lds/tcp_127.0.0.1_" + port;
    Shells.Ran lacks = mesh.line("diff proxy svc_orders~1 --summary --admin " + admin(sidecar));
    assertThat(lacks.exit()).as("%s", lacks).isEqualTo(1);
    assertThat(lacks.out()).isEqualTo(ledger + " missing in Envoy\n");
    Shells.Ran json = mesh.line("diff proxy svc_orders~1 -o json --admin " + admin(sidecar));
    assertThat(json.exit()).isEqualTo(1);
    Json first = JsonText.read(json.out()).get("differences").items().get(0);
    assertThat(first.get("type").text() + "/" + first.get("name").text()).isEqualTo(ledger);
    assertThat(mesh.line("diff proxy nobody~1 --admin " + admin(sidecar)).exit()).isEqualTo(5);
    assertThat(mesh.line("diff proxy edge~1 --admin http://127.0.0.1:1").exit()).isEqualTo(3);
    Shells.Ran away = mesh.line("proxy-config edge~1 --admin http://127.0.0.1:1");
    assertThat(away.exit()).isEqualTo(3);
    assertThat(mesh.line("proxy-config edge~1").out()).contains("RDS", "route/route_orders_canary");
    assertThat(mesh.line("proxy-config edge~1 --type xds").exit()).isEqualTo(2);
  }

  private static String admin(EnvoyProcess envoy) throws IOException {
    return "http://127.0.0.1:" + envoy.admin().getPort();
  }

  private static void countsProxies(LiveMesh mesh, String shop) {
    String split = shop.replace("weight: 90", "weight: 80");
    assertThat(mesh.typing(split, "diff -f -").out()).contains("affects: 1 object, 2 proxies");
    String balancer = shop.replace("max_connections: 100", "max_connections: 101");
    assertThat(mesh.typing(balancer, "diff -f - --summary").out())
        .contains("load_balancer/lb_sticky", "2 proxies");
    assertThat(mesh.revision()).isEqualTo(1);
  }

  /** The sidecar never has all of a revision while it refuses a part of it. */
  private static void waitsForProxies(LiveMesh mesh, String shop) {
    String split = shop.replace("weight: 90", "weight: 80");
    Shells.Ran late = mesh.typing(split, "apply -f - --wait --timeout 3s");
    assertThat(late.exit()).as("%s", late).isEqualTo(1);
    assertThat(late.out()).contains("configured", "revision 2");
    assertThat(late.err())
        .contains("svc_orders~1: LDS refused: ", "cannot bind", "next: meshctl describe proxy");
    Shells.Ran unasked = mesh.typing(split, "apply -f - --wait=none");
    assertThat(unasked.exit()).as("%s", unasked).isZero();
  }

  private static void record(LiveMesh mesh) throws IOException {
    Map<String, Object> answers = new LinkedHashMap<>();
    READ.forEach(path -> answers.put(Recorded.key("GET", path), mesh.get(path)));
    answers.put(
        "POST /api/explain",
        mesh.api()
            .post(
                "/api/explain",
                Json.object("from", "svc_payments", "to", "orders.shop", "path", "/beta/7")));
    Json all =
        Json.object(
            "time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), "answers", answers);
    Files.writeString(Recorded.FILE, JsonText.pretty(all) + "\n");
  }

  /** What golden screens are made of must be what a control plane says today. */
  private static void recordedAnswersAreOfThisApi(LiveMesh mesh) throws IOException {
    Json answers = JsonText.read(Files.readString(Recorded.FILE)).get("answers");
    for (String path : READ) {
      Json old = answers.get(Recorded.key("GET", path));
      assertThat(shape(old, "")).as(path).isSubsetOf(shape(mesh.get(path), ""));
    }
  }

  /** The names of all fields, with where they are; of maps that users fill, one name for all. */
  private static Set<String> shape(Json value, String at) {
    Set<String> names = new TreeSet<>();
    value.items().forEach(item -> names.addAll(shape(item, at)));
    value
        .fields()
        .forEach(
            (name, field) -> {
              String path = at + "." + name;
              names.add(path);
              if (!Set.of("labels", "metadata", "details", "body", "before", "after", "error")
                  .contains(name)) {
                names.addAll(shape(field, path));
              }
            });
    return names;
  }
}
