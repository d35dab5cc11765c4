package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import io.apg.mesh.examples.load.LoadStats;
import io.apg.mesh.examples.process.Await;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes while 200 requests a second pass a sidecar and a gateway: none may be lost. */
class TrafficOnEnvoyTest {
  private static final String HOST = "orders.shop";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void splitsEndpointsAndRoutesChangeUnderLoadWithoutALostRequest(boolean delta) throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      EchoBackend one = mesh.backend("orders", "v1");
      EchoBackend two = mesh.backend("orders", "v2");
      EchoBackend other = mesh.backend("cart", "v1");
      Mesh.Running sidecar = mesh.sidecar("svc_cart~1", delta);
      Mesh.Running gateway = mesh.gateway("edge~1", delta);
      mesh.apply(
          Objects.service("orders", "shop", "v1", one),
          Objects.service("orders", "shop", "v2", two),
          Objects.service("cart", "shop", "v1", other),
          Objects.route("split", "\"" + HOST + "\"", "/", "svc_orders=9", "svc_orders_v2=1"));
      sidecar.awaitOk(HOST, "/", Mesh.LATER);
      gateway.awaitOk(HOST, "/", Mesh.LATER);
      try (LoadGenerator inside = load(sidecar);
          LoadGenerator outside = load(gateway)) {
        for (int share = 0; share <= 100; share += 10) {
          split(mesh, "svc_orders=" + (100 - share), "svc_orders_v2=" + share);
        }
        awaitServedBy(sidecar, two);
        EchoBackend more = mesh.backend("orders", "v2b");
        mesh.apply(Objects.service("orders", "shop", "v2", two, more));
        awaitServedBy(gateway, more);
        EchoBackend last = mesh.backend("orders", "v2c");
        mesh.apply(Objects.service("orders", "shop", "v2", more, last));
        awaitServedBy(sidecar, last);
        EchoBackend newest = mesh.backend("orders", "v2d");
        mesh.apply(Objects.service("orders", "shop", "v2", newest, last));
        awaitServedBy(gateway, newest);
        mesh.apply(Objects.route("split", "\"" + HOST + "\"", "/", "svc_cart=1"));
        awaitServedBy(gateway, other);
        awaitServedBy(sidecar, other);
        awaitCarried(200, inside, outside);
        assertNothingLost(inside.stop(), outside.stop());
      }
      mesh.awaitSynced(2);
      BriefOnEnvoyTest.assertNoTrap(sidecar, gateway);
    }
  }

  private static LoadGenerator load(Mesh.Running proxy) {
    return LoadGenerator.start(LoadPlan.to(proxy.address(), HOST, "/").rate(200).over(16));
  }

  private static void split(Mesh mesh, String... destinations) throws Exception {
    ApiAnswer answer =
        mesh.api()
            .post(
                "/api/routes/route_split/traffic-split",
                "{\"destination_services\": [" + Objects.destinations(destinations) + "]}");
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    mesh.awaitAcked(answer.revision());
  }

  private static void awaitServedBy(Mesh.Running proxy, EchoBackend backend) throws Exception {
    proxy.await(
        "served by " + backend.id(),
        Duration.ofSeconds(5),
        () -> proxy.backend(HOST, "/").equals(backend.id()));
  }

  /** Waits until each has sent so many requests in all: a fast change must meet some, too. */
  static void awaitCarried(long requests, LoadGenerator... all) throws InterruptedException {
    for (LoadGenerator load : all) {
      assertThat(Await.holds(Mesh.LATER, () -> load.snapshot().requests() >= requests)).isTrue();
    }
  }

  static void assertNothingLost(LoadStats... all) {
    for (LoadStats stats : all) {
      assertThat(stats.requests()).isGreaterThan(100);
      assertThat(stats.failed()).as("%s", stats).isZero();
      assertThat(stats.byStatus().keySet()).as("%s", stats).containsExactly(200);
    }
  }
}
