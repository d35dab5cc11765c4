package io.apg.mesh.controlplane.envoy;

import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cluster is made of changes under load: what it speaks, how it balances, its limits. */
class ClusterEditsOnEnvoyTest {
  private static final String HOST = "orders.shop";
  private static final int EDITS = Effort.times(20);
  private static final List<String> ALGORITHMS =
      List.of("round_robin", "ring_hash", "least_request", "maglev", "random");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void fromHttpToHttp2AndBackTwentyTimesNoRequestIsLost(boolean delta) throws Exception {
    try (Mesh mesh = Mesh.start(folder)) {
      TwoProtocolBackend one = mesh.keep(new TwoProtocolBackend());
      TwoProtocolBackend two = mesh.keep(new TwoProtocolBackend());
      mesh.apply(
          service("http", one, two), Objects.route("all", "\"" + HOST + "\"", "/", "svc_orders=1"));
      List<Mesh.Running> proxies =
          List.of(mesh.sidecar("svc_caller~1", delta), mesh.gateway("edge~1", delta));
      for (Mesh.Running proxy : proxies) {
        proxy.awaitOk(HOST, "/", Mesh.LATER);
      }
      try (LoadGenerator inside = load(proxies.get(0));
          LoadGenerator outside = load(proxies.get(1))) {
        for (int edit = 0; edit < EDITS; edit++) {
          boolean second = edit % 2 == 0;
          mesh.apply(service(second ? "http2" : "http", one, two), balancer(edit));
          for (Mesh.Running proxy : proxies) {
            awaitProtocol(proxy, second ? "HTTP/2.0" : "HTTP/1.1");
          }
        }
        TrafficOnEnvoyTest.awaitCarried(200, inside, outside);
        TrafficOnEnvoyTest.assertNothingLost(proxies.get(0), inside.stop());
        TrafficOnEnvoyTest.assertNothingLost(proxies.get(1), outside.stop());
      }
      mesh.awaitSynced(2);
    }
  }

  private static LoadGenerator load(Mesh.Running proxy) {
    return LoadGenerator.start(LoadPlan.to(proxy.address(), HOST, "/").rate(200).over(16));
  }

  private static void awaitProtocol(Mesh.Running proxy, String protocol)
      throws InterruptedException {
    proxy.await(
        "speaking " + protocol,
        Mesh.LATER,
        () -> proxy.get(HOST, "/").header(TwoProtocolBackend.PROTOCOL).orElse("").equals(protocol));
  }

  private static String service(String protocol, TwoProtocolBackend... backends) {
    String[] addresses = new String[backends.length];
    for (int i = 0; i < backends.length; i++) {
      addresses[i] = "127.0.0.1:" + backends[i].address().getPort();
    }
    return Objects.service("orders", "shop", "v1", addresses)
        .replace("\"kind\"", "\"protocol\": \"%s\", \"kind\"".formatted(protocol));
  }

  private static String balancer(int edit) {
    return """
        {"kind": "load_balancer", "load_balancer_name": "orders", "algorithm": "%s",
         "max_connections": %d, "max_requests": %d, "service_ids": ["svc_orders"]}
        """
        .formatted(ALGORITHMS.get(edit % ALGORITHMS.size()), 500 + edit, 900 + edit);
  }
}
