package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import io.apg.mesh.examples.load.LoadStats;
import io.apg.mesh.examples.process.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes while 200 requests a second pass a sidecar and a gateway: none may be lost. */
class TrafficOnEnvoyTest {
  private static final String HOST = "orders.shop";

  private static final Pattern ACCESS_ERROR = Pattern.compile("\"status\":5");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"true,scoped", "true,rds", "false,rds", "false,scoped"})
  void splitsEndpointsAndRoutesChangeUnderLoadWithoutALostRequest(boolean delta, String routes)
      throws Exception {
    try (Mesh mesh = Mesh.start(folder, "xds.routes=" + routes)) {
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
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void endpointsAreAddedRemovedAndReplacedOneByOneAndNothingReachesTheOldOnes(boolean delta)
      throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      ArrayDeque<EchoBackend> current = new ArrayDeque<>();
      current.add(mesh.backend("orders", "0"));
      apply(mesh, current);
      mesh.apply(Objects.route("all", "\"" + HOST + "\"", "/", "svc_orders=1"));
      Mesh.Running sidecar = mesh.sidecar("svc_cart~1", delta);
      Mesh.Running gateway = mesh.gateway("edge~1", delta);
      sidecar.awaitOk(HOST, "/", Mesh.LATER);
      gateway.awaitOk(HOST, "/", Mesh.LATER);
      try (LoadGenerator inside = load(sidecar);
          LoadGenerator outside = load(gateway)) {
        for (int i = 1; i < 4; i++) {
          current.add(mesh.backend("orders", "" + i));
          apply(mesh, current);
        }
        for (int i = 4; i < 12; i++) {
          EchoBackend old = current.remove();
          current.add(mesh.backend("orders", "" + i));
          apply(mesh, current);
          awaitNothingReaches(old, inside, outside);
          old.close();
        }
        while (current.size() > 1) {
          EchoBackend old = current.remove();
          apply(mesh, current);
          awaitNothingReaches(old, inside, outside);
          old.close();
        }
        assertNothingLost(sidecar, inside.stop());
        assertNothingLost(gateway, outside.stop());
      }
      mesh.awaitSynced(2);
    }
  }

  private static void apply(Mesh mesh, Deque<EchoBackend> backends) throws Exception {
    mesh.apply(Objects.service("orders", "shop", "v1", backends.toArray(new EchoBackend[0])));
  }

  /** Waits until an endpoint has had no request while others had many. */
  private static void awaitNothingReaches(EchoBackend old, LoadGenerator... all)
      throws InterruptedException {
    boolean quiet =
        Await.holds(
            Mesh.LATER,
            () -> {
              long before = old.requests();
              for (LoadGenerator load : all) {
                awaitCarried(load.snapshot().requests() + 40, load);
              }
              return old.requests() == before;
            });
    assertThat(quiet).as("nothing reaches %s", old.id()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aNameChangesItsAnswerUnderLoadWithoutALostRequest(boolean delta) throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      EchoBackend one = mesh.backend("orders", "1");
      EchoBackend two = mesh.backend("orders", "2", "127.0.1.9", one.port());
      mesh.name("orders.internal", "127.0.0.1");
      mesh.apply(
          Objects.service("orders", "shop", "v1", "orders.internal:" + one.port()),
          Objects.route("all", "\"" + HOST + "\"", "/", "svc_orders=1"));
      Mesh.Running sidecar = mesh.sidecar("svc_cart~1", delta);
      Mesh.Running gateway = mesh.gateway("edge~1", delta);
      sidecar.awaitOk(HOST, "/", Mesh.LATER);
      gateway.awaitOk(HOST, "/", Mesh.LATER);
      try (LoadGenerator inside = load(sidecar);
          LoadGenerator outside = load(gateway)) {
        mesh.name("orders.internal", "127.0.1.9");
        awaitServedBy(sidecar, two);
        awaitServedBy(gateway, two);
        awaitNothingReaches(one, inside, outside);
        mesh.name("orders.internal", "127.0.0.1", "127.0.1.9");
        awaitServedBy(sidecar, one);
        awaitServedBy(gateway, one);
        mesh.name("orders.internal", "127.0.0.1");
        awaitNothingReaches(two, inside, outside);
        two.close();
        assertNothingLost(sidecar, inside.stop());
        assertNothingLost(gateway, outside.stop());
      }
      mesh.awaitSynced(2);
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

  /** The same of one proxy; a failure tells what the proxy's access log says. */
  static void assertNothingLost(Mesh.Running proxy, LoadStats stats) throws IOException {
    String errors =
        stats.failed() == 0
            ? ""
            : proxy
                .envoy()
                .log()
                .lines()
                .filter(line -> ACCESS_ERROR.matcher(line).find())
                .collect(Collectors.joining("\n"));
    assertThat(stats.failed())
        .as("%s %s %s\n%s", proxy.envoy().directory(), Effort.described(), stats, errors)
        .isZero();
    assertNothingLost(stats);
  }

  static void assertNothingLost(LoadStats... all) {
    for (LoadStats stats : all) {
      assertThat(stats.requests()).isGreaterThan(100);
      assertThat(stats.failed()).as("%s", stats).isZero();
      assertThat(stats.byStatus().keySet()).as("%s", stats).containsExactly(200);
    }
  }
}
