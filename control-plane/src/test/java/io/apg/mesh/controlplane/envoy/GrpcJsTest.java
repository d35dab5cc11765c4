package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that calls another by grpc-js, without any Envoy. */
class GrpcJsTest {
  private static final String NODE = "svc_caller~js";

  @TempDir Path folder;

  @Test
  void g8_callsFollowRoutesAndEndpoints_andNoneIsLost() throws Exception {
    try (Mesh mesh = Mesh.start(folder);
        GrpcEcho one = GrpcEcho.start("one");
        GrpcEcho two = GrpcEcho.start("two");
        GrpcEcho next = GrpcEcho.start("next")) {
      mesh.apply(
          Objects.grpc("orders", "v1", one.address()),
          Objects.grpc("orders", "v2", two.address()),
          balancer("least_request", "svc_orders_v2"));
      try (CallerProcess caller = caller(mesh, "xds:///orders.shop")) {
        caller.awaitAnswer("one");
        mesh.apply(
            Objects.route("split", "\"orders.shop\"", "/", "svc_orders=1", "svc_orders_v2=1"));
        caller.awaitAnswer("two");
        mesh.apply(Objects.grpc("orders", "v1", next.address()));
        caller.awaitAnswer("next");
        mesh.apply(
            Objects.grpc("billing", "v1", one.address()),
            Objects.route("split", "\"orders.shop\"", "/", "svc_billing=1"));
        caller.awaitAnswer("one");
        for (String algorithm : List.of("random", "ring_hash", "maglev", "round_robin")) {
          mesh.apply(balancer(algorithm, "svc_billing"));
          caller.awaitAnswer("one");
        }
        JsonNode proxy = mesh.proxy(NODE);
        assertThat(proxy.path("role").asText()).isEqualTo("proxyless");
        assertThat(proxy.path("status").asText()).as("%s", proxy).isEqualTo("synced");
        caller.assertNothingFailed();
      }
    }
  }

  private static String balancer(String algorithm, String service) {
    return """
        {"kind": "load_balancer", "load_balancer_name": "lb", "service_ids": ["%s"],
         "algorithm": "%s", "circuit_breaker_enabled": true, "failure_threshold": 5,
         "recovery_timeout": 60, "max_requests": 100}
        """
        .formatted(service, algorithm);
  }

  private CallerProcess caller(Mesh mesh, String target) throws Exception {
    Path bootstrap =
        Files.writeString(
            folder.resolve("bootstrap.json"), GrpcCaller.bootstrap(mesh.api(), NODE).toString());
    return CallerProcess.start(
        folder,
        Map.of("GRPC_XDS_BOOTSTRAP", bootstrap.toString()),
        "node",
        installed() + "/caller.js",
        target,
        "100");
  }

  /** Where the client is, with what it needs; fails where that cannot be had. */
  private static String installed() throws Exception {
    Process script =
        new ProcessBuilder("../scripts/grpc-js")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String path =
        new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(script.waitFor()).as("scripts/grpc-js").isZero();
    return path;
  }
}
