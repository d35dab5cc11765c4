package io.apg.mesh.controlplane.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.api.MeshApi;
import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import io.apg.mesh.examples.process.Await;
import io.apg.mesh.examples.process.EnvoyProcess;
import io.apg.mesh.examples.process.MeshdLaunch;
import io.apg.mesh.examples.process.MeshdProcess;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The control plane is killed again and again in the middle of changes. */
class KilledUnderChangesOnEnvoyTest {
  private static final int KILLS = Effort.times(4);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  @AfterEach
  void close() throws Exception {
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  private record Client(Mesh.Running proxy, LoadGenerator load) {}

  @Test
  void killedInARowUnderChangesItLosesNoRequestAndEveryProxyConverges() throws Exception {
    MeshdProcess meshd = keep(MeshdLaunch.onClassPath().start());
    MeshApi api = meshd.api("admin");
    ChangingMesh changing = new ChangingMesh(api, backends());
    List<Client> clients = new ArrayList<>();
    for (boolean delta : List.of(true, false)) {
      int port = Mesh.freePort();
      String outbound = "delta=" + delta + "&outbound=127.0.0.1:" + port;
      clients.add(start(api, "svc_cart~" + delta, outbound, port));
      int edge = Mesh.freePort();
      String listen = "delta=" + delta + "&role=gateway&listen=127.0.0.1:" + edge;
      clients.add(start(api, "edge~" + delta, listen, edge));
    }
    Random random = Effort.random();
    for (int i = 0; i < KILLS; i++) {
      try (Changer changer = Changer.start(changing)) {
        int enough = changing.newest() + 1 + random.nextInt(20);
        assertThat(Await.holds(Mesh.LATER, () -> changing.newest() >= enough)).isTrue();
        meshd.kill();
        changer.assertCutOff();
      }
      meshd.restart();
      changing.repeat(); // Nobody knows whether the last change was committed.
      changing.awaitOn(clients.stream().map(Client::proxy).toList());
    }
    for (Client client : clients) {
      TrafficOnEnvoyTest.assertNothingLost(client.proxy(), client.load().stop());
      Trap.assertNone(client.proxy().envoy(), Set.of());
    }
  }

  private List<EchoBackend> backends() throws IOException {
    List<EchoBackend> all = new ArrayList<>();
    for (String version : List.of("v1", "v2", "v3")) {
      all.add(keep(EchoBackend.start("any", version)));
    }
    return all;
  }

  private Client start(MeshApi api, String nodeId, String query, int port) throws Exception {
    String bootstrap =
        api.get("/api/proxies/" + nodeId + "/bootstrap?" + query)
            .data()
            .path("bootstrap")
            .toString();
    EnvoyProcess envoy = keep(EnvoyProcess.with(bootstrap).named(nodeId.replace('~', '-')).start());
    Mesh.Running proxy = new Mesh.Running(envoy, Mesh.loopback(port));
    proxy.awaitOk(ChangingMesh.ORDERS, "/", Mesh.LATER);
    LoadPlan plan = LoadPlan.to(proxy.address(), ChangingMesh.ORDERS, "/").rate(60);
    return new Client(proxy, keep(LoadGenerator.start(plan)));
  }
}
