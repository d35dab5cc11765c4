package io.apg.mesh.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.XdsType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random histories of one mesh and one client, with streams that break at any point. At every step
 * no live route points to a cluster that cannot serve; at the end the client has exactly the newest
 * snapshot, or, where it refused something, what it accepted last.
 */
class HistoryTest {
  private static final int HISTORIES = 2_000;
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final SessionSettings SETTINGS =
      new SessionSettings(
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofDays(1), // nothing here is sent because time ran out
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          64,
          true);

  @ParameterizedTest
  @CsvSource({"DELTA,false", "SOTW,false", "DELTA,true", "SOTW,true"})
  void everyHistoryEndsInSync(Form form, boolean refusals) {
    for (int seed = 0; seed < HISTORIES; seed++) {
      History history = new History(form, refusals, seed);
      try {
        history.run();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "seed " + seed + "\n" + String.join("\n", history.lines) + "\n" + e.getMessage(), e);
      }
    }
  }

  private static final class History {
    private final Form form;
    private final boolean refusals;
    private final Random random;
    private final List<String> lines = new ArrayList<>();
    private final TestMesh mesh = new TestMesh();
    private final TreeSet<String> services = new TreeSet<>();
    private final Map<String, TreeSet<String>> hosts = new TreeMap<>();
    private final NodeMemory memory = new NodeMemory();
    private final Deque<XdsRequest> toServer = new ArrayDeque<>();
    private final Deque<XdsResponse> toClient = new ArrayDeque<>();
    private final ModelClient client;
    private XdsSession session;
    private Snapshot snapshot;
    private long now;
    private int streams;
    private int contents;
    private final Set<String> bad = new TreeSet<>();
    private final Map<String, Long> lastUse = new TreeMap<>();

    History(Form form, boolean refusals, long seed) {
      this.form = form;
      this.refusals = refusals;
      this.random = new Random(seed);
      this.client = new ModelClient(form, toServer::add);
      mesh.listener("l0", "0", "r0").host("r0", "h0", "k=s0");
      mesh.service("s0").staticCluster("local", "0").directListener("in", "0", "local");
      services.add("s0");
      host("r0", "h0", "s0");
      snapshot = mesh.publish();
      connect();
    }

    private void host(String config, String host, String cluster) {
      hosts.computeIfAbsent(config + "/" + host, key -> new TreeSet<>()).clear();
      hosts.get(config + "/" + host).add(cluster);
    }

    private void connect() {
      toServer.clear();
      toClient.clear();
      if (session != null) {
        session.end();
      }
      session = new XdsSession(form, true, memory, SETTINGS, ++streams + ".");
      session.onSnapshot(snapshot);
      client.connect();
    }

    void run() {
      int steps = 20 + random.nextInt(100);
      for (int step = 0; step < steps; step++) {
        step(random.nextInt(100));
        check();
      }
      settle();
      end();
    }

    private void step(int dice) {
      if (dice < 12) {
        change();
      } else if (dice < 40) {
        serverSends();
      } else if (dice < 65) {
        clientReceives();
      } else if (dice < 90) {
        serverReceives();
      } else if (dice < 92) {
        lines.add("break");
        connect();
      } else if (dice < 94) {
        client.drain();
      } else {
        pass(Duration.ofMillis(random.nextInt(dice < 98 ? 40 : 40_000)));
      }
    }

    private void pass(Duration time) {
      lines.add("pass " + time);
      now += time.toNanos();
    }

    private boolean serverSends() {
      XdsResponse response = session.next(now);
      if (response == null) {
        return false;
      }
      lines.add(
          "sends "
              + response.type()
              + " #"
              + response.nonce()
              + " "
              + response.resources().stream().map(Shown::resource).toList()
              + " removes "
              + response.removed());
      for (Resource resource : response.resources()) {
        notRefused(resource);
        remember(resource);
      }
      toClient.add(response);
      return true;
    }

    private void remember(Resource resource) {
      if (Badness.isBad(resource)) {
        bad.add(resource.version());
      }
      if (resource instanceof RouteConfig config) {
        for (VirtualHostFragment host : config.table().hosts()) {
          if (Badness.isBad(host.body())) {
            bad.add(host.version());
          }
        }
      }
    }

    private void notRefused(Resource resource) {
      assertThat(memory.of(FragmentKey.of(resource.type(), resource.name()), resource.version()))
          .as("%s was refused", resource)
          .isNull();
      if (resource instanceof RouteConfig config) {
        for (VirtualHostFragment host : config.table().hosts()) {
          assertThat(memory.of(FragmentKey.of(config.name(), host.name()), host.version()))
              .as("%s was refused", host)
              .isNull();
        }
      }
    }

    private boolean clientReceives() {
      XdsResponse response = toClient.poll();
      if (response == null) {
        return false;
      }
      lines.add("client gets #" + response.nonce());
      Set<String> before = new TreeSet<>(client.clusters.keySet());
      client.receive(response);
      if (form == Form.DELTA) {
        before.removeAll(client.clusters.keySet());
        before.forEach(this::released);
      }
      return true;
    }

    /** A request may hold a route for a while after the route is gone. */
    private void released(String cluster) {
      assertThat(Duration.ofNanos(now - lastUse.getOrDefault(cluster, Long.MIN_VALUE / 2)))
          .as("time since %s was used", cluster)
          .isGreaterThanOrEqualTo(SETTINGS.releaseAfter());
    }

    private boolean serverReceives() {
      XdsRequest request = toServer.poll();
      if (request == null) {
        return false;
      }
      lines.add("server gets " + request);
      session.onRequest(request, now);
      return true;
    }

    private void change() {
      int changes = 1 + random.nextInt(3);
      for (int i = 0; i < changes; i++) {
        changeOne();
      }
      snapshot = mesh.publish();
      lines.add("publishes " + snapshot.publication());
      session.onSnapshot(snapshot);
    }

    private String content() {
      int dice = refusals ? random.nextInt(10) : 2;
      return (dice == 0 ? "bad" : dice == 1 ? "malformed" : "") + ++contents % 7;
    }

    private String clusterContent() {
      return form == Form.SOTW ? content().replace("malformed", "bad") : content();
    }

    private void changeOne() {
      String service = "s" + random.nextInt(5);
      String config = "r" + random.nextInt(2);
      String host = "h" + random.nextInt(3);
      switch (random.nextInt(9)) {
        case 0, 1 -> {
          mesh.cluster(service, clusterContent()).endpoints(service, content());
          services.add(service);
        }
        case 2 -> {
          if (services.contains(service)) {
            mesh.endpoints(service, content());
          }
        }
        case 3, 4, 5 -> route(config, host);
        case 6 -> {
          mesh.removeHost(config, host);
          hosts.remove(config + "/" + host);
        }
        case 7 -> {
          if (hosts.values().stream().noneMatch(names -> names.contains(service))) {
            if (services.remove(service) && random.nextBoolean()) {
              mesh.leaving(service);
            } else {
              mesh.removeService(service);
            }
          }
        }
        default -> listener();
      }
    }

    private void route(String config, String host) {
      List<String> all = new ArrayList<>(services);
      if (all.isEmpty()) {
        return;
      }
      String one = all.get(random.nextInt(all.size()));
      String two = all.get(random.nextInt(all.size()));
      boolean bad = refusals && random.nextInt(6) == 0;
      mesh.host(config, host, "k=" + one, (bad ? "bad=" : "k2=") + two);
      hosts.put(config + "/" + host, new TreeSet<>(List.of(one, two)));
    }

    private void listener() {
      if (random.nextBoolean()) {
        mesh.listener(
            "l1",
            content(),
            hosts.keySet().stream().anyMatch(k -> k.startsWith("r1")) ? "r1" : "r0");
      } else {
        mesh.remove(XdsType.LISTENER, "l1");
      }
    }

    private void check() {
      assertThat(ModelTraffic.broken(client)).as("%s", ModelTraffic.describe(client)).isEmpty();
      for (RouteConfig config : client.routes.values()) {
        config.table().clusters().forEach(cluster -> lastUse.put(cluster, now));
      }
    }

    private void settle() {
      for (int round = 0; round < 200; round++) {
        boolean moved = false;
        for (int i = 0; deliver(); i++) {
          moved = true;
          check();
          assertThat(i).as("quiet in the end").isLessThan(900);
        }
        client.drain();
        OptionalLong tick = session.nextTick();
        if (tick.isPresent() && tick.getAsLong() - now < SOON.toNanos()) {
          now = Math.max(now, tick.getAsLong());
          lines.add("waits");
        } else if (client.isWarming()) {
          forgotten(client.stopWarming());
        } else if (!moved && toServer.isEmpty()) {
          return;
        }
      }
      throw new AssertionError("does not settle");
    }

    private boolean deliver() {
      boolean received = serverReceives();
      boolean sent = serverSends();
      return clientReceives() || sent || received;
    }

    private void forgotten(Set<String> clusters) {
      lines.add("in vain " + clusters);
      for (String name : clusters) {
        Resource endpoints = snapshot.resource(XdsType.ENDPOINT, name);
        boolean refused =
            endpoints != null
                && memory.of(FragmentKey.of(XdsType.ENDPOINT, name), endpoints.version()) != null;
        assertThat(endpoints == null || refused).as("waits for %s", endpoints).isTrue();
      }
    }

    private void end() {
      lines.add("end");
      memory.rejections().forEach(r -> assertThat(bad).as("%s", r).containsAll(r.refused()));
      for (XdsType type : XdsType.values()) {
        for (Resource resource : snapshot.resources(type)) {
          if (type != XdsType.ROUTE || client.routeNames.contains(resource.name())) {
            has(resource);
          }
        }
      }
      client.clusters.keySet().forEach(name -> exists(XdsType.CLUSTER, name));
      client.listeners.keySet().forEach(name -> exists(XdsType.LISTENER, name));
      if (memory.isEmpty() && !client.hasZombies()) {
        assertThat(session.status().inSyncWith())
            .as("%s", session.status())
            .isEqualTo(snapshot.publication());
      }
    }

    private void exists(XdsType type, String name) {
      if (form == Form.SOTW && refusals) {
        return; // what a client had before it refused its first full state stays until the next one
      }
      if (type == XdsType.CLUSTER && refusals && session.status().leaving() > 0) {
        return; // refused content keeps routes unknown, and those keep clusters
      }
      assertThat(snapshot.resource(type, name)).as("%s that the client has", name).isNotNull();
    }

    private void has(Resource wanted) {
      Resource held =
          switch (wanted.type()) {
            case CLUSTER -> {
              ModelCluster cluster = client.clusters.get(wanted.name());
              yield cluster == null ? null : cluster.resource;
            }
            case ENDPOINT -> client.endpoints.get(wanted.name());
            case SECRET -> client.secrets.get(wanted.name());
            case LISTENER -> client.listeners.get(wanted.name());
            case ROUTE -> client.routes.get(wanted.name());
          };
      if (held != null && held.version().equals(wanted.version())) {
        return;
      }
      assertThat(refusals).as("%s, client has %s", Shown.resource(wanted), held).isTrue();
      excused(wanted, held);
    }

    private void excused(Resource wanted, Resource held) {
      if (client.hasZombies() && client.endpoints.isEmpty()) {
        return; // a refusal lost with an earlier stream, and no load assignment to find it with
      }
      if (wanted.type() == XdsType.ENDPOINT && !client.clusters.containsKey(wanted.name())) {
        return; // its cluster was refused
      }
      if (memory.of(FragmentKey.of(wanted.type(), wanted.name()), wanted.version()) != null) {
        return;
      }
      assertThat(wanted)
          .as("%s, client has %s", Shown.resource(wanted), held)
          .isInstanceOf(RouteConfig.class);
      assertThat(memory.isEmpty() && !client.hasZombies()).isFalse();
    }
  }
}
