package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import io.apg.mesh.examples.process.Await;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints with DNS names, when DNS does what it likes. */
class NamesThatFailOnEnvoyTest {
  @TempDir Path folder;

  @Test
  void aNameThatStopsResolvingKeepsItsAddressesAndDelaysNothing() throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      EchoBackend first = mesh.backend("first", "v1");
      EchoBackend second = mesh.backend("second", "v1", "127.0.1.9", first.port());
      mesh.name("orders.internal", "127.0.0.1");
      apply(mesh, Objects.service("orders", "shop", "v1", "orders.internal:" + first.port()));
      Mesh.Running sidecar = mesh.sidecar("svc_orders~1", true);
      sidecar.awaitOk("orders.shop", "/", Mesh.LATER);
      try (LoadGenerator load =
          LoadGenerator.start(LoadPlan.to(sidecar.address(), "orders.shop", "/").rate(200))) {
        mesh.name("orders.internal", "127.0.1.9");
        sidecar.await(
            "the new address",
            Mesh.LATER,
            () -> sidecar.backend("orders.shop", "/").equals(second.id()));
        mesh.name("orders.internal");
        assertThat(Await.holds(Mesh.LATER, () -> findings(mesh).contains("MESH0204"))).isTrue();
        // A name that was never resolved is empty, and delays no other change.
        apply(mesh, Objects.service("never", "shop", "v1", "never.internal:80"));
        apply(mesh, Objects.service("cart", "shop", "v1", mesh.backend("cart", "v1")));
        sidecar.awaitOk("cart.shop", "/", Mesh.SOON);
        assertThat(sidecar.status("never.shop", "/")).isEqualTo(503);
        assertThat(sidecar.backend("orders.shop", "/")).isEqualTo(second.id());
        TrafficOnEnvoyTest.assertNothingLost(load.stop());
        mesh.name("orders.internal", "127.0.1.9");
        mesh.name("never.internal", "127.0.0.1");
        assertThat(Await.holds(Mesh.LATER, () -> !findings(mesh).contains("MESH0204"))).isTrue();
      }
      BriefOnEnvoyTest.assertNoTrap(sidecar);
    }
  }

  private static String findings(Mesh mesh) throws java.io.IOException, InterruptedException {
    return mesh.api().get("/api/findings").body().toString();
  }

  private static void apply(Mesh mesh, String... objects) throws Exception {
    ApiAnswer answer = mesh.api().post("/api/apply", Objects.apply(objects));
    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
  }
}
