package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import io.apg.mesh.examples.load.LoadStats;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A day of an operator, by the requests of the product's user, while its callers go on. */
class BriefUnderLoadOnEnvoyTest {
  private static final String NAMED = "user-service.auth";
  private static final String PUBLIC = "api.example.com";
  private static final String PATH = "/api/users/7";
  private static final String SECOND = "svc_user_service_v2";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void registerSplitDrainAndUndrainLoseNoRequest(boolean delta) throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      EchoBackend first = mesh.backend("user-service", "v1.2.0", Mesh.host(1), 8080);
      mesh.backend("user-service", "v1.2.0", Mesh.host(2), 8080);
      EchoBackend second = mesh.backend("user-service", "v2.0.0", Mesh.host(3), 8080);
      for (int i = 1; i <= 3; i++) {
        mesh.name("user-service-" + i + ".auth.svc.cluster.local", Mesh.host(i));
      }
      post(mesh, "/api/services", BriefOnEnvoyTest.REGISTER, 201);
      post(mesh, "/api/services", BriefOnEnvoyTest.SECOND_VERSION, 201);
      post(mesh, "/api/routes", BriefOnEnvoyTest.ROUTE, 201);
      Mesh.Running sidecar = mesh.sidecar("svc_caller~1", delta);
      Mesh.Running gateway = mesh.gateway("edge~1", delta);
      mesh.awaitSynced(2);
      List<Callers> all =
          List.of(Callers.through(mesh, sidecar, NAMED), Callers.through(mesh, gateway, PUBLIC));

      post(mesh, "/api/load-balancers", LoadBalancersOnEnvoyTest.BRIEF, 201);
      String used =
          LoadBalancersOnEnvoyTest.BRIEF.replaceFirst(
              "\\{", "{\"service_ids\": [\"svc_user_service\", \"" + SECOND + "\"],");
      put(mesh, "/api/load-balancers/lb_user_service_lb", used);
      for (int share : List.of(25, 50, 75, 100)) {
        split(mesh, 100 - share, share);
      }
      for (Callers callers : all) {
        callers.awaitServedOnlyBy(second);
      }
      split(mesh, 50, 50);
      put(mesh, "/api/services/" + SECOND + "/status", "{\"status\": \"draining\"}");
      for (Callers callers : all) {
        callers.awaitServedOnlyBy(first);
      }
      put(mesh, "/api/services/" + SECOND + "/status", "{\"status\": \"active\"}");
      for (Callers callers : all) {
        callers.awaitServedAlsoBy(second);
      }
      String timeout = BriefOnEnvoyTest.ROUTE.replace("30000", "15000");
      put(mesh, "/api/routes/route_user_api_route", timeout);
      for (Callers callers : all) {
        callers.assertNothingLost();
      }
      mesh.awaitSynced(2);
    }
  }

  private static void post(Mesh mesh, String path, String body, int status) throws Exception {
    ApiAnswer answer = mesh.api().post(path, body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(status);
  }

  private static void put(Mesh mesh, String path, String body) throws Exception {
    ApiAnswer answer = mesh.api().put(path, body);
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    mesh.awaitAcked(answer.revision());
  }

  private static void split(Mesh mesh, int first, int second) throws Exception {
    String destinations = Objects.destinations("svc_user_service=" + first, SECOND + "=" + second);
    post(
        mesh,
        "/api/routes/route_user_api_route/traffic-split",
        "{\"destination_services\": [" + destinations + "]}",
        200);
  }

  /** Those who call through one proxy. */
  private record Callers(Mesh.Running proxy, LoadGenerator load) {
    static Callers through(Mesh mesh, Mesh.Running proxy, String host) throws Exception {
      proxy.awaitOk(host, PATH, Mesh.LATER);
      LoadPlan plan = LoadPlan.to(proxy.address(), host, PATH).rate(200).over(16);
      return new Callers(proxy, mesh.keep(LoadGenerator.start(plan)));
    }

    void awaitServedOnlyBy(EchoBackend backend) throws InterruptedException {
      awaitServed("only by " + backend.id(), seen -> seen.equals(Set.of(backend.id())));
    }

    void awaitServedAlsoBy(EchoBackend backend) throws InterruptedException {
      awaitServed(
          "also by " + backend.id(), seen -> seen.size() > 1 && seen.contains(backend.id()));
    }

    private void awaitServed(String what, Predicate<Set<String>> by) throws InterruptedException {
      proxy.await(
          "served " + what,
          Mesh.LATER,
          () -> {
            LoadStats before = load.snapshot();
            TrafficOnEnvoyTest.awaitCarried(before.requests() + 60, load);
            return by.test(load.snapshot().since(before).byBackend().keySet());
          });
    }

    void assertNothingLost() throws Exception {
      TrafficOnEnvoyTest.assertNothingLost(proxy, load.stop());
    }
  }
}
