package io.apg.mesh.session;

import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The mesh of a history. Every change is one that the registry would allow, or does nothing. */
final class HistoryMesh {
  /** A cluster whose load assignment is long in coming. */
  static final String SLOW = "slow";

  private static final String GOOD = "good";

  private final TestMesh mesh = new TestMesh();
  private final Map<String, String> clusters = new TreeMap<>();
  private final Map<String, String> endpoints = new TreeMap<>();
  private final Map<String, Set<String>> hosts = new TreeMap<>(); // "config/host" to clusters
  private final Set<String> badHosts = new TreeSet<>();
  private final Map<String, String> listeners = new TreeMap<>(); // to "content@port>routes"

  HistoryMesh(boolean scoped) {
    service("s0", "0");
    cluster(SLOW, "0");
    route("r0", "h0", "s0", "s0", false);
    listener("l0", "0", "p0", "r0");
    mesh.staticCluster("local", "0").directListener("in", "0", "local");
    if (scoped) {
      mesh.scopedListener("ls", "0@ps");
      scope("c", "s0", "s0", false); // there is always one, as that of unknown names
    }
  }

  void service(String name, String content) {
    cluster(name, content);
    endpoints(name, content);
  }

  void cluster(String name, String content) {
    clusters.put(name, content);
    mesh.cluster(name, content);
  }

  void endpoints(String name, String content) {
    if (clusters.containsKey(name)) {
      endpoints.put(name, content);
      mesh.endpoints(name, content);
    }
  }

  /** A service goes, unless a route still names it. */
  void remove(String name) {
    if (hosts.values().stream().noneMatch(names -> names.contains(name))) {
      clusters.remove(name);
      endpoints.remove(name);
      mesh.removeService(name);
    }
  }

  void withoutEndpoints(String name) {
    endpoints.remove(name);
    mesh.remove(XdsType.ENDPOINT, name);
  }

  void route(String config, String host, String one, String two, boolean bad) {
    if (clusters.containsKey(one) && clusters.containsKey(two)) {
      String key = config + "/" + host;
      mesh.host(config, host, "k=" + one, (bad ? "bad=" : "k2=") + two);
      hosts.put(key, new TreeSet<>(List.of(one, two)));
      badHosts.remove(key);
      if (bad) {
        badHosts.add(key);
      }
    }
  }

  /** A name of its own, with a route configuration behind it. */
  void scope(String name, String one, String two, boolean bad) {
    if (clusters.containsKey(one) && clusters.containsKey(two)) {
      route(routesOf(name), name, one, two, bad);
      mesh.scope(name, routesOf(name));
    }
  }

  void removeScope(String name) {
    removeHost(routesOf(name), name);
    mesh.removeConfig(routesOf(name)).remove(XdsType.SCOPED_ROUTE, name);
  }

  private static String routesOf(String scope) {
    return "q" + scope;
  }

  void removeHost(String config, String host) {
    mesh.removeHost(config, host);
    hosts.remove(config + "/" + host);
    badHosts.remove(config + "/" + host);
  }

  /** A listener, unless another one has the port or there is no such route configuration. */
  void listener(String name, String content, String port, String routes) {
    boolean known = hosts.keySet().stream().anyMatch(key -> key.startsWith(routes + "/"));
    boolean free =
        listeners.entrySet().stream()
            .noneMatch(l -> !l.getKey().equals(name) && l.getValue().contains("@" + port + ">"));
    if ((known || routes.equals("r0")) && free) {
      listeners.put(name, content + "@" + port + ">" + routes);
      mesh.listener(name, content + "@" + port, routes);
    }
  }

  void removeListener(String name) {
    listeners.remove(name);
    mesh.remove(XdsType.LISTENER, name);
  }

  /** One listener takes over the port of another. */
  void rename(String from, String to) {
    String old = listeners.get(from);
    if (old != null && !listeners.containsKey(to)) {
      removeListener(from);
      put(to, old);
    }
  }

  private void put(String name, String listener) {
    String[] parts = listener.split("[@>]", -1);
    listeners.put(name, listener);
    mesh.listener(name, parts[0] + "@" + parts[1], parts[2]);
  }

  /** Two listeners exchange what they serve, and keep their ports. */
  void exchange(String one, String two) {
    String first = listeners.get(one);
    String second = listeners.get(two);
    if (first != null && second != null) {
      String[] a = first.split("[@>]", -1);
      String[] b = second.split("[@>]", -1);
      put(one, b[0] + "@" + a[1] + ">" + b[2]);
      put(two, a[0] + "@" + b[1] + ">" + a[2]);
    }
  }

  /** Everything that is bad, or not there yet, becomes good. */
  void mend() {
    Map.copyOf(clusters)
        .forEach(
            (name, content) -> {
              if (Badness.isBad(content)) {
                cluster(name, GOOD);
              }
              if (Badness.isBad(endpoints.getOrDefault(name, "bad"))) {
                endpoints(name, GOOD);
              }
            });
    for (String key : Set.copyOf(badHosts)) {
      String[] parts = key.split("/", -1);
      String[] names = hosts.getOrDefault(key, Set.of()).toArray(String[]::new);
      route(parts[0], parts[1], names[0], names[names.length - 1], false);
    }
    Map.copyOf(listeners)
        .forEach((name, old) -> put(name, old.replaceAll("^(bad|malformed).*@", GOOD + "@")));
  }

  /** The slow cluster is slow no more. */
  void hurry() {
    if (!endpoints.containsKey(SLOW)) {
      endpoints(SLOW, GOOD);
    }
  }

  Snapshot publish() {
    return mesh.publish();
  }
}
