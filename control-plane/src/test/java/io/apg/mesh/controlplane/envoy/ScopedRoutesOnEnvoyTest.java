package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.http.HttpAnswer;
import io.apg.mesh.examples.http.HttpConnection;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that are found by scope: what a change costs, and what it does not touch. */
class ScopedRoutesOnEnvoyTest {
  private static final String HOST = "orders.shop";
  private static final int MANY = 1_000;
  private static final int ADDED = Effort.times(60);

  /** A changed route with all that travels around it. */
  private static final long ROUTE_BYTES = 1_024;

  @TempDir Path folder;

  @Test
  void aChangeAmongAThousandHostsSendsAKilobyte_andEachNewHostComesAsTheFirstOneDid()
      throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      mesh.apply(
          Objects.service("orders", "shop", "v1", mesh.backend("orders", "v1")),
          Objects.route("bulk", hosts(), "/", "svc_orders=1"),
          Objects.route("one", "\"one.example.com\"", "/", "svc_orders=1"));
      Mesh.Running gateway = mesh.gateway("edge~1", true);
      gateway.awaitOk("one.example.com", "/", Mesh.LATER);
      mesh.awaitSynced(1);

      List<Long> bytes = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        long before = received(gateway);
        String path = "/x" + i;
        mesh.apply(Objects.route("one", "\"one.example.com\"", path, "svc_orders=1"));
        gateway.awaitOk("one.example.com", path, Mesh.LATER);
        bytes.add(received(gateway) - before);
      }
      assertThat(median(bytes)).as("%s", bytes).isLessThanOrEqualTo(ROUTE_BYTES);

      List<Long> micros = new ArrayList<>();
      for (int i = 0; i < ADDED; i++) {
        String host = "added-" + i + ".example.com";
        assertThat(gateway.status(host, "/")).isEqualTo(404);
        long start = System.nanoTime();
        mesh.apply(Objects.route("added" + i, '"' + host + '"', "/", "svc_orders=1"));
        micros.add((System.nanoTime() - start) / 1000);
        // In effect when it is acknowledged: what comes in between is the old answer, or the new.
        assertThat(gateway.status(host, "/")).isEqualTo(200);
      }
      int part = ADDED / 4;
      long first = median(micros.subList(0, part));
      long last = median(micros.subList(ADDED - part, ADDED));
      System.out.printf(
          "route changed: %s B received; host added: first %d us, last %d us%n",
          bytes, first, last);
      assertThat(last).as("%s", micros).isLessThan(3 * first + 20_000);
      assertThat(gateway.status("a-host-with-a-rather-long-name-7.example.com", "/"))
          .isEqualTo(200);
      mesh.awaitSynced(1);
    }
  }

  private static long received(Mesh.Running proxy) throws Exception {
    String name = "cluster.control_plane.upstream_cx_rx_bytes_total";
    long now = proxy.stat(name);
    assertThat(now).isPositive();
    return now;
  }

  private static long median(List<Long> values) {
    List<Long> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }

  private static String hosts() {
    return IntStream.range(0, MANY)
        .mapToObj(i -> "\"a-host-with-a-rather-long-name-%d.example.com\"".formatted(i))
        .collect(Collectors.joining(", "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"scoped", "rds"})
  void aBareNamePassesBetweenARouteAndAServiceWithoutALostRequest(String routes) throws Exception {
    try (Mesh mesh = Mesh.start(folder, "xds.routes=" + routes)) {
      String own = Objects.route("own", "\"orders\", \"orders.shop.mesh\"", "/", "svc_cart=1");
      mesh.apply(Objects.service("cart", "shop", "v1", mesh.backend("cart", "v1")), own);
      Mesh.Running sidecar = mesh.sidecar("svc_cart~1", true);
      sidecar.awaitOk("orders", "/", Mesh.LATER);
      String orders = Objects.service("orders", "shop", "v1", mesh.backend("orders", "v1"));
      try (LoadGenerator bare = load(sidecar, "orders");
          LoadGenerator full = load(sidecar, "orders.shop.mesh:15001")) {
        for (int i = 0; i < 5; i++) {
          mesh.apply(orders);
          sidecar.awaitOk(HOST, "/", Mesh.LATER);
          assertThat(sidecar.backend(HOST, "/")).isEqualTo("cart@v1"); // the route, by any name
          mesh.apply(Objects.deleted("svc_orders"));
          sidecar.await("404", Mesh.LATER, () -> sidecar.status(HOST, "/") == 404);
        }
        TrafficOnEnvoyTest.awaitCarried(200, bare, full);
        TrafficOnEnvoyTest.assertNothingLost(sidecar, bare.stop());
        TrafficOnEnvoyTest.assertNothingLost(sidecar, full.stop());
      }
      mesh.awaitSynced(1);
    }
  }

  /** The proxy's connections that drain look up their routes as before, while these change. */
  @Test
  void theCarrierChangesThereAndBackWithoutALostRequest() throws Exception {
    String port = "server.xds.port=" + Mesh.freePort();
    try (Mesh first = Mesh.start(folder, port, "xds.routes=rds")) {
      first.expect(Trap.DISCONNECTED); // at its end the other servers are gone, too
      first.apply(
          Objects.service("orders", "shop", "v1", first.backend("orders", "v1")),
          Objects.service("cart", "shop", "v1", first.backend("cart", "v1")),
          route("svc_orders=1"));
      Mesh.Running sidecar = first.sidecar("svc_cart~1", true);
      Mesh.Running gateway = first.gateway("edge~1", true);
      sidecar.awaitOk("api.example.com", "/", Mesh.LATER);
      gateway.awaitOk("api.example.com", "/", Mesh.LATER);
      try (LoadGenerator inside = load(sidecar, "api.example.com");
          LoadGenerator outside = load(gateway, "api.example.com")) {
        assertThat(scopes(sidecar)).isZero();
        first.server().close();
        for (String routes : List.of("scoped", "rds", "scoped")) {
          try (Mesh next = Mesh.start(folder, port, "xds.routes=" + routes)) {
            next.awaitSynced(2);
            next.apply(route("svc_cart=1"));
            sidecar.await(
                "moved",
                Mesh.LATER,
                () -> sidecar.backend("api.example.com", "/").equals("cart@v1"));
            next.apply(route("svc_orders=1"));
            sidecar.await(
                "back",
                Mesh.LATER,
                () -> sidecar.backend("api.example.com", "/").equals("orders@v1"));
            assertThat(scopes(sidecar) > 0).isEqualTo(routes.equals("scoped"));
            long carried = Math.max(inside.snapshot().requests(), outside.snapshot().requests());
            TrafficOnEnvoyTest.awaitCarried(carried + 100, inside, outside);
          }
        }
        TrafficOnEnvoyTest.assertNothingLost(sidecar, inside.stop());
        TrafficOnEnvoyTest.assertNothingLost(gateway, outside.stop());
      }
    }
  }

  private static String route(String destination) {
    return Objects.route("api", "\"api.example.com\"", "/", destination);
  }

  /** Number of listeners that look their routes up by scope and are not draining. */
  private static long scopes(Mesh.Running proxy) throws Exception {
    for (var config : proxy.envoy().configDump().path("configs")) {
      if (config.path("@type").asText().endsWith("ListenersConfigDump")) {
        return config.path("dynamic_listeners").findValues("active_state").stream()
            .filter(state -> state.toString().contains("\"scoped_routes\""))
            .count();
      }
    }
    throw new AssertionError("no listeners");
  }

  @Test
  void whatAClientSaysOfScopesIsNotHeardAndTheApplicationHearsNothing() throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      mesh.apply(
          Objects.service("orders", "shop", "v1", mesh.backend("orders", "v1")),
          Objects.service("cart", "shop", "v1", mesh.backend("cart", "v1")),
          Objects.route("wild", "\"*.example.com\"", "/", "svc_cart=1"),
          Objects.route("any", "", "/any", "svc_cart=1"),
          Objects.route("some", "\"some.example.com\"", "/some", "svc_orders=1"));
      Mesh.Running gateway = mesh.gateway("edge~1", true);
      gateway.awaitOk("some.example.com", "/some", Mesh.LATER);
      mesh.awaitSynced(1);
      for (String host : List.of("some.example.com", "Some.Example.com:80")) {
        HttpAnswer answer = get(gateway, host, "/some");
        assertThat(answer.backend()).contains("orders@v1");
        assertThat(answer.body()).doesNotContainIgnoringCase("x-mesh-scope");
        assertThat(get(gateway, host, "/else").status()).as(host).isEqualTo(404);
      }
      assertThat(get(gateway, "Other.example.com", "/").backend()).contains("cart@v1");
      assertThat(get(gateway, "Other.example.com", "/").body())
          .doesNotContainIgnoringCase("x-mesh-scope");
      assertThat(get(gateway, "nobody", "/any").backend()).contains("cart@v1");
      assertThat(get(gateway, "nobody", "/").status()).isEqualTo(404);
      assertThat(gateway.envoy().stats("lua.errors").values()).allMatch(errors -> errors == 0);
    }
  }

  private static HttpAnswer get(Mesh.Running proxy, String host, String path) throws Exception {
    try (HttpConnection client = HttpConnection.open(proxy.address(), Duration.ofSeconds(5))) {
      return client.exchange(
          "GET", path, Map.of("host", host, "x-mesh-scope", "gateway|*", "connection", "close"));
    }
  }

  private static LoadGenerator load(Mesh.Running proxy, String host) {
    return LoadGenerator.start(LoadPlan.to(proxy.address(), host, "/").rate(200).over(8));
  }
}
