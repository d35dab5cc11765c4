package io.apg.mesh.controlplane.envoy;

import io.apg.mesh.examples.load.LoadGenerator;
import io.apg.mesh.examples.load.LoadPlan;
import io.apg.mesh.examples.net.TcpRelay;
import io.apg.mesh.examples.process.Await;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams break at any moment, also in the middle of a response, while the mesh changes. */
class BrokenStreamsOnEnvoyTest {
  private static final int BREAKS = Effort.times(50);

  @TempDir Path folder;

  /** A proxy, the network between it and the control plane, and its clients. */
  private record Victim(Mesh.Running proxy, TcpRelay relay, LoadGenerator load) {
    void awaitStreamAfter(int connections) throws InterruptedException {
      proxy.await("connected again", Mesh.LATER, () -> relay.accepted() > connections);
    }
  }

  @Test
  void fiftyBreaksLoseNoRequestAndEveryProxyConvergesAfterEachOfThem() throws Exception {
    Random random = Effort.random();
    try (Mesh mesh = Mesh.start(folder)) {
      ChangingMesh changing = new ChangingMesh(mesh.api(), ChangingMesh.backends(mesh));
      List<Victim> victims = victims(mesh);
      List<Mesh.Running> proxies = victims.stream().map(Victim::proxy).toList();
      changing.awaitOn(proxies);
      try (Changer changer = Changer.start(changing)) {
        for (int i = 0; i < BREAKS; i++) {
          int[] connections = victims.stream().mapToInt(v -> v.relay().accepted()).toArray();
          for (Victim victim : victims) {
            breakSomewhere(victim.relay(), random);
          }
          for (int each = 0; each < connections.length; each++) {
            victims.get(each).awaitStreamAfter(connections[each]);
          }
          changing.awaitOn(proxies);
        }
        changer.assertWorked();
      }
      changing.awaitOn(proxies);
      for (Victim victim : victims) {
        TrafficOnEnvoyTest.assertNothingLost(victim.proxy(), victim.load().stop());
      }
      mesh.awaitSynced(victims.size());
    }
  }

  private static List<Victim> victims(Mesh mesh) throws Exception {
    List<Victim> victims = new ArrayList<>();
    for (boolean delta : List.of(true, false)) {
      TcpRelay relay = mesh.relay();
      String form = delta ? "delta" : "sotw";
      victims.add(victim(mesh, mesh.sidecar("svc_cart~" + form, delta, relay), relay));
      TcpRelay other = mesh.relay();
      victims.add(victim(mesh, mesh.gateway("edge~" + form, delta, other), other));
    }
    return victims;
  }

  private static Victim victim(Mesh mesh, Mesh.Running proxy, TcpRelay relay) throws Exception {
    proxy.awaitOk(ChangingMesh.ORDERS, "/", Mesh.LATER);
    LoadPlan plan = LoadPlan.to(proxy.address(), ChangingMesh.ORDERS, "/").rate(60);
    return new Victim(proxy, relay, mesh.keep(LoadGenerator.start(plan)));
  }

  /** Cuts at once, after a while, or in the middle of what the server says next. */
  private static void breakSomewhere(TcpRelay relay, Random random) throws InterruptedException {
    switch (random.nextInt(3)) {
      case 0 -> relay.cut();
      case 1 -> {
        LockSupport.parkNanos(random.nextInt(40_000_000));
        relay.cut();
      }
      default -> {
        relay.cutAfter(random.nextInt(6_000));
        int open = relay.accepted();
        boolean cut = Await.holds(Mesh.SOON, () -> relay.open() == 0 || relay.accepted() > open);
        if (!cut) {
          relay.cut();
        }
      }
    }
  }
}
