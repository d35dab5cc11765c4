package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Proxies with several listeners, and several services behind one. */
class ListenersOnEnvoyTest {
  private static final String HOST = "orders.shop";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aGatewayServesAllItsListeners_andAnotherSetFromItsNextConnectionOn(boolean delta)
      throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      EchoBackend one = mesh.backend("one", "v1");
      EchoBackend two = mesh.backend("two", "v1");
      mesh.apply(
          Objects.service("orders", "shop", "v1", one),
          Objects.service("cart", "shop", "v1", two),
          Objects.route("edge", "\"" + HOST + "\"", "/", "svc_orders=1"));
      int first = Mesh.freePort();
      int second = Mesh.freePort();
      int third = Mesh.freePort();
      Mesh.Running gateway = mesh.launch(bootstrap(mesh, delta, first, second), "edge~1", first);
      gateway.awaitOk(HOST, "/", Mesh.LATER);
      Mesh.Running other = new Mesh.Running(gateway.envoy(), Mesh.loopback(second));
      other.awaitOk(HOST, "/", Mesh.LATER);
      assertThat(routes(gateway)).containsExactlyInAnyOrderElementsOf(routes(delta, first, second));
      try (LoadGenerator load = load(gateway);
          LoadGenerator more = load(other)) {
        for (int i = 0; i < 10; i++) {
          String target = i % 2 == 0 ? "svc_cart=1" : "svc_orders=1";
          mesh.apply(Objects.route("edge", "\"" + HOST + "\"", "/", target));
          EchoBackend expected = i % 2 == 0 ? two : one;
          assertThat(gateway.backend(HOST, "/")).isEqualTo(expected.id());
          assertThat(other.backend(HOST, "/")).isEqualTo(expected.id());
        }
        TrafficOnEnvoyTest.awaitCarried(200, load, more);
        TrafficOnEnvoyTest.assertNothingLost(load.stop(), more.stop());
      }
      BriefOnEnvoyTest.assertNoTrap(gateway);

      gateway.envoy().kill();
      Mesh.Running next = mesh.launch(bootstrap(mesh, delta, second, third), "edge~1", third);
      next.awaitOk(HOST, "/", Mesh.LATER);
      assertThat(new Mesh.Running(next.envoy(), Mesh.loopback(second)).status(HOST, "/"))
          .isEqualTo(200);
      assertThat(new Mesh.Running(next.envoy(), Mesh.loopback(first)).status(HOST, "/")).isZero();
      assertThat(routes(next)).containsExactlyInAnyOrderElementsOf(routes(delta, second, third));
      BriefOnEnvoyTest.assertNoTrap(next);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void severalServicesLiveBehindOneInboundListener_andOneApplicationBehindSeveral(boolean delta)
      throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      EchoBackend app = mesh.backend("app", "v1");
      EchoBackend admin = mesh.backend("admin", "v1");
      int listen = Mesh.freePort();
      int extra = Mesh.freePort();
      String query =
          "&inbound=%s=%s&inbound=%s=%s"
              .formatted(at(listen), at(app.port()), at(extra), at(admin.port()));
      int outbound = Mesh.freePort();
      Mesh.Running callee =
          mesh.launch(
              mesh.bootstrap(
                  "svc_orders~1", "outbound=" + at(outbound) + "&delta=" + delta + query),
              "svc_orders~1",
              outbound);
      mesh.apply(
          Objects.service("orders", "shop", "v1", at(listen)),
          Objects.service("invoices", "shop", "v1", at(listen)),
          Objects.service("orders-admin", "shop", "v1", at(extra)));
      Mesh.Running caller = mesh.sidecar("svc_caller~1", delta);
      caller.awaitOk(HOST, "/", Mesh.LATER);
      caller.awaitOk("invoices.shop", "/", Mesh.LATER);
      caller.awaitOk("orders-admin.shop", "/", Mesh.LATER);
      assertThat(caller.get("invoices.shop", "/").body()).contains("invoices.shop");
      assertThat(caller.backend(HOST, "/")).isEqualTo(app.id());
      assertThat(caller.backend("orders-admin.shop", "/")).isEqualTo(admin.id());
      try (LoadGenerator orders = load(caller);
          LoadGenerator invoices =
              LoadGenerator.start(LoadPlan.to(caller.address(), "invoices.shop", "/").rate(200))) {
        // One of them moves to the other inbound listener and goes; its neighbour does not notice.
        mesh.apply(Objects.service("orders", "shop", "v1", at(extra)));
        mesh.apply(Objects.service("orders", "shop", "v1", at(listen), at(extra)));
        mesh.apply(
            "{\"kind\": \"service\", \"service_id\": \"svc_orders_admin\", \"delete\": true}");
        TrafficOnEnvoyTest.awaitCarried(200, orders, invoices);
        TrafficOnEnvoyTest.assertNothingLost(orders.stop(), invoices.stop());
      }
      BriefOnEnvoyTest.assertNoTrap(callee, caller);
    }
  }

  private static String bootstrap(Mesh mesh, boolean delta, int one, int two) throws Exception {
    return mesh.bootstrap(
        "edge~1", "role=gateway&listen=" + at(one) + "&listen=" + at(two) + "&delta=" + delta);
  }

  private static String at(int port) {
    return "127.0.0.1:" + port;
  }

  /** One for each listener, or where delta is spoken for each host. */
  private static Set<String> routes(boolean delta, int one, int two) {
    return delta
        ? Set.of("gateway|" + HOST, "gateway|*")
        : Set.of("gateway_edge_" + one, "gateway_edge_" + two);
  }

  /** Names of the route configurations of an Envoy. */
  private static Set<String> routes(Mesh.Running proxy) throws Exception {
    return proxy.envoy().stats("[.]rds.*update_success").keySet().stream()
        .map(name -> name.replaceAll("^.*[.]rds[.]|[.]update_success$", ""))
        .collect(Collectors.toSet());
  }

  private static LoadGenerator load(Mesh.Running proxy) {
    return LoadGenerator.start(LoadPlan.to(proxy.address(), HOST, "/").rate(200).over(16));
  }
}
