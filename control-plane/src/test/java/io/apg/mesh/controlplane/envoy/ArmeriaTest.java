package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.apg.mesh.examples.http.EchoBackend;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that calls another by Armeria, without any Envoy. */
class ArmeriaTest {
  private static final Path BUILT = Path.of("../interop/armeria/target");
  private static final String NODE = "svc_caller~armeria";
  private static final String HOST = "orders.shop";

  @TempDir Path folder;

  @Test
  void requestsFollowRoutesAndEndpoints_andNoneIsLost() throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      EchoBackend one = mesh.backend("one", "v1");
      EchoBackend two = mesh.backend("two", "v1");
      EchoBackend next = mesh.backend("next", "v1");
      mesh.apply(
          Objects.service("orders", "shop", "v1", one), Objects.service("cart", "shop", "v1", two));
      try (CallerProcess caller = caller(mesh)) {
        caller.awaitAnswer(one.id());
        mesh.apply(Objects.route("moved", "\"" + HOST + "\"", "/", "svc_cart=1"));
        caller.awaitAnswer(two.id());
        mesh.apply(Objects.service("cart", "shop", "v1", next));
        caller.awaitAnswer(next.id());
        mesh.apply(
            Objects.route("moved", "\"" + HOST + "\"", "/", "svc_orders=1"),
            Objects.deleted("svc_cart"));
        caller.awaitAnswer(one.id());
        caller.assertNothingFailed();
        JsonNode proxy = mesh.proxy(NODE);
        assertThat(proxy.path("role").asText()).isEqualTo("proxyless");
        assertThat(proxy.path("status").asText()).as("%s", proxy).isEqualTo("synced");
      }
    }
  }

  private CallerProcess caller(Mesh mesh) throws Exception {
    Path bootstrap =
        Files.writeString(
            folder.resolve("bootstrap.json"), mesh.bootstrap(NODE, "role=proxyless&delta=false"));
    String classPath =
        BUILT.resolve("classes").toRealPath() + ":" + Files.readString(BUILT.resolve("class-path"));
    return CallerProcess.start(
        folder,
        Map.of(),
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx128m",
        "-cp",
        classPath,
        "io.apg.mesh.interop.armeria.ArmeriaCaller",
        bootstrap.toString(),
        HOST);
  }
}
