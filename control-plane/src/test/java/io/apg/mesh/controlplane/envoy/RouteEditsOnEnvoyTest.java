package io.apg.mesh.controlplane.envoy;

import io.apg.mesh.examples.http.HttpAnswer;
import io.apg.mesh.examples.http.HttpConnection;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A live route is edited twenty times; each edit shows in answers, and none loses a request. */
class RouteEditsOnEnvoyTest {
  private static final String HOST = "orders.shop";
  private static final String FIRST = "orders@v1";
  private static final String SECOND = "orders@v2";

  /** In front of the route that takes what this one does not. */
  private static final String LIVE = "\"priority\": 10,";

  private static final int ROUNDS = Effort.times(4);

  @TempDir Path folder;

  /** A form of the route, a request, and what its answer is once the form is in effect. */
  private record Edit(String form, Map<String, String> headers, Predicate<HttpAnswer> effect) {

    boolean isInEffectOn(Mesh.Running proxy) throws IOException {
      Map<String, String> all = new HashMap<>(headers);
      all.put("host", HOST);
      try (HttpConnection client = HttpConnection.open(proxy.address(), Duration.ofSeconds(5))) {
        return effect.test(client.exchange("GET", "/live", all));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"true,scoped", "true,rds", "false,rds"})
  void twentyEditsAreInEffectAndLoseNoRequest(boolean delta, String routes) throws Exception {
    try (Mesh mesh = Mesh.start(folder, "xds.routes=" + routes)) {
      mesh.apply(
          Objects.service("orders", "shop", "v1", mesh.backend("orders", "v1")),
          Objects.service("orders", "shop", "v2", mesh.backend("orders", "v2")),
          route("base", "/", "\"priority\": 5,", "svc_orders=1"),
          route("live", "/", LIVE, "svc_orders=1"));
      Mesh.Running sidecar = mesh.sidecar("svc_caller~1", delta);
      Mesh.Running gateway = mesh.gateway("edge~1", delta);
      List<Mesh.Running> proxies = List.of(sidecar, gateway);
      for (Mesh.Running proxy : proxies) {
        proxy.awaitOk(HOST, "/live", Mesh.LATER);
      }
      try (LoadGenerator inside = load(sidecar);
          LoadGenerator outside = load(gateway)) {
        for (int round = 0; round < ROUNDS; round++) {
          for (Edit edit : edits(round)) {
            mesh.apply(edit.form());
            for (Mesh.Running proxy : proxies) {
              proxy.await(edit.form(), Mesh.LATER, () -> edit.isInEffectOn(proxy));
            }
          }
        }
        TrafficOnEnvoyTest.awaitCarried(200, inside, outside);
        TrafficOnEnvoyTest.assertNothingLost(sidecar, inside.stop());
        TrafficOnEnvoyTest.assertNothingLost(gateway, outside.stop());
      }
      mesh.awaitSynced(2);
    }
  }

  private static LoadGenerator load(Mesh.Running proxy) {
    return LoadGenerator.start(LoadPlan.to(proxy.address(), HOST, "/live").rate(200).over(16));
  }

  /** Five edits, a bit different in each round. */
  private static List<Edit> edits(int round) {
    int timeout = 20_000 + round;
    boolean even = round % 2 == 0;
    String chosen = even ? "svc_orders_v2" : "svc_orders";
    String prefix = even ? "/live" : "/li";
    List<Edit> edits = new ArrayList<>();
    edits.add(
        new Edit(
            route("live", "/", LIVE + "\"timeout_ms\": %d,".formatted(timeout), chosen + "=1"),
            Map.of(),
            answer ->
                answer.body().contains("\"x-envoy-expected-rq-timeout-ms\":\"" + timeout + "\"")
                    && servedBy(answer, even ? SECOND : FIRST)));
    edits.add(
        new Edit(
            route("live", "/else" + round, LIVE, "svc_orders_v2=1"),
            Map.of(),
            answer -> servedBy(answer, FIRST)));
    edits.add(
        new Edit(
            route("live", prefix, LIVE, "svc_orders=0", "svc_orders_v2=" + (1 + round)),
            Map.of(),
            answer -> servedBy(answer, SECOND)));
    edits.add(
        new Edit(
            route("live", prefix, "\"priority\": 0,", "svc_orders_v2=1"),
            Map.of(),
            answer -> servedBy(answer, FIRST)));
    edits.add(
        new Edit(
            route(
                "live",
                prefix,
                LIVE
                    + "\"headers\": [{\"name\": \"x-tester\", \"exact\": \"%d\"}],"
                        .formatted(round),
                "svc_orders_v2=1"),
            Map.of("x-tester", String.valueOf(round)),
            answer -> servedBy(answer, SECOND)));
    return edits;
  }

  private static boolean servedBy(HttpAnswer answer, String backend) {
    return answer.status() == 200 && answer.backend().orElse("").equals(backend);
  }

  private static String route(String name, String prefix, String more, String... destinations) {
    return Objects.route(name, "\"" + HOST + "\"", prefix, destinations)
        .replace("\"match_value\"", more + "\"match_value\"");
  }
}
