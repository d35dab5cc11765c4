package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import io.apg.mesh.examples.net.TcpRelay;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One proxy stops reading; nobody else notices, and it gets the newest state when it reads. */
class SlowReaderOnEnvoyTest {
  private static final String HOST = "orders.shop";
  private static final int CHANGES = Effort.times(40);

  /** Each change of a route sends all virtual hosts: about 200 KB. */
  private static final int HOSTS = 1_000;

  /** As many of them as the buffers on the way may take: about 4 MB. */
  private static final int BUFFERED = 25;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void othersAreServedMeanwhileAndItGetsWhatIsNewestAtOnce(boolean delta) throws Exception {
    try (Mesh mesh = Mesh.start(folder, "xds.routes=rds")) {
      mesh.apply(
          Objects.service("orders", "shop", "v1", mesh.backend("orders", "v1")),
          Objects.route("bulk", hosts(), "/", "svc_orders=1"));
      TcpRelay relay = mesh.relay();
      Mesh.Running slow = mesh.sidecar("svc_slow~1", delta, relay);
      Mesh.Running other = mesh.sidecar("svc_other~1", delta);
      slow.awaitOk(HOST, "/", Mesh.LATER);
      other.awaitOk(HOST, "/", Mesh.LATER);
      mesh.awaitSynced(2);
      long before = routeUpdates(slow);
      try (LoadGenerator held = load(slow);
          LoadGenerator free = load(other)) {
        relay.hold();
        for (int change = 1; change <= CHANGES; change++) {
          apply(mesh, change);
          awaitOn(other, change);
        }
        assertThat(slow.status("marker.shop", "/n" + CHANGES)).isEqualTo(404);
        relay.release();
        awaitOn(slow, CHANGES);
        TrafficOnEnvoyTest.assertNothingLost(slow, held.stop());
        TrafficOnEnvoyTest.assertNothingLost(other, free.stop());
      }
      mesh.awaitSynced(2);
      // It was not made to read all that had passed meanwhile.
      assertThat(routeUpdates(slow) - before).isLessThan(BUFFERED);
    }
  }

  private static void awaitOn(Mesh.Running proxy, int change) throws InterruptedException {
    proxy.awaitOk("marker.shop", "/n" + change, Mesh.LATER);
  }

  private static long routeUpdates(Mesh.Running proxy) throws Exception {
    return proxy.envoy().stats("http.outbound.rds.*update_success").values().stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  private static LoadGenerator load(Mesh.Running proxy) {
    return LoadGenerator.start(LoadPlan.to(proxy.address(), HOST, "/").rate(100));
  }

  private static String hosts() {
    return IntStream.range(0, HOSTS)
        .mapToObj(i -> "\"a-host-with-a-rather-long-name-%d.example.com\"".formatted(i))
        .collect(Collectors.joining(", "));
  }

  /** Not waited for on all proxies: one of them does not read. */
  private static void apply(Mesh mesh, int change) throws Exception {
    String route =
        Objects.route("marker", "\"marker.shop\"", "/n" + change, "svc_orders=1")
            .replace("\"match_value\"", "\"match_type\": \"exact\", \"match_value\"");
    ApiAnswer answer = mesh.api().post("/api/apply", Objects.apply(route));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }
}
