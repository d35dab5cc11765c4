package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Finds what is sent although the client has it. */
final class SentTwice {
  private final Form form;
  private final Map<String, String> versions = new HashMap<>(); // "type/name" to what went out last
  private final Set<String> needed = new HashSet<>();
  private final Map<String, Set<String>> subscribed = new HashMap<>();
  private final Set<String> openClusters = new LinkedHashSet<>();
  private final Set<String> openRoutes = new HashSet<>();
  private boolean heardClusters;

  SentTwice(Form form) {
    this.form = form;
  }

  void newStream() {
    versions.clear();
    needed.clear();
    subscribed.clear();
    openClusters.clear();
    openRoutes.clear();
    heardClusters = false;
  }

  /** Whether route configurations are out of which nobody knows whether they came. */
  boolean hasOpenRoutes() {
    return !openRoutes.isEmpty();
  }

  private static String key(XdsType type, String name) {
    return type + "/" + name;
  }

  void heard(XdsRequest request, NodeMemory memory, Snapshot snapshot) {
    XdsType type = request.type();
    boolean first = !subscribed.containsKey(type.name());
    heardClusters |= type == XdsType.CLUSTER;
    openClusters.remove(request.nonce());
    openRoutes.remove(request.nonce());
    if (request instanceof DeltaRequest delta) {
      delta.subscribe().forEach(name -> needed.add(key(type, name)));
      if (first) {
        subscribed.put(type.name(), Set.of());
        delta.initialVersions().forEach((name, version) -> has(key(type, name), version, memory));
        // That it is gone is owed, and if it is back by then its content.
        delta.initialVersions().keySet().stream()
            .filter(name -> !type.fullState() && snapshot.resource(type, name) == null)
            .forEach(name -> needed.add(key(type, name)));
      }
    } else if (request instanceof SotwRequest sotw) {
      Set<String> before = subscribed.getOrDefault(type.name(), Set.of());
      sotw.names().stream()
          .filter(name -> !before.contains(name))
          .forEach(name -> needed.add(key(type, name)));
      subscribed.put(type.name(), Set.copyOf(sotw.names()));
    }
  }

  /** The client says what it has; unless that is not to be trusted, it needs nothing of that. */
  private void has(String key, String version, NodeMemory memory) {
    if (!memory.isDoubted()) {
      versions.put(key, version);
      needed.remove(key);
    }
  }

  /** Answers what of a response was sent without need; empty = nothing. */
  String sent(XdsResponse response) {
    XdsType type = response.type();
    if (type == XdsType.CLUSTER) {
      openClusters.add(response.nonce());
    } else if (type == XdsType.ROUTE) {
      openRoutes.add(response.nonce());
    }
    return form == Form.SOTW && type.fullState() ? fullState(response) : changes(response);
  }

  private String fullState(XdsResponse response) {
    Map<String, String> all = new TreeMap<>();
    response.resources().forEach(resource -> all.put(resource.name(), resource.version()));
    for (Resource resource : response.resources()) {
      changed(key(response.type(), resource.name()), resource);
    }
    boolean asked = needed.removeIf(key -> key.startsWith(response.type() + "/"));
    boolean same = all.toString().equals(versions.put(response.type().name(), all.toString()));
    boolean isBarrier = response.resources().stream().allMatch(this::mayBarrier);
    return same && !asked && !isBarrier ? response.type() + " as before: " + all : "";
  }

  private String changes(XdsResponse response) {
    StringBuilder twice = new StringBuilder();
    for (Resource resource : response.resources()) {
      String key = key(response.type(), resource.name());
      boolean isNeeded = needed.remove(key);
      if (!changed(key, resource) && !isNeeded && !mayBarrier(resource)) {
        twice.append(key).append(' ');
      }
    }
    for (String name : response.removed()) {
      versions.remove(key(response.type(), name));
    }
    return twice.toString();
  }

  /**
   * A load assignment may prove that clusters sent before were handled; where the client has none,
   * another resource.
   */
  private boolean mayBarrier(Resource resource) {
    boolean isBarrier =
        resource.type() == XdsType.ENDPOINT
            || (resource.type() != XdsType.CLUSTER
                && subscribed.getOrDefault(XdsType.ENDPOINT.name(), Set.of()).isEmpty());
    return isBarrier && (!openClusters.isEmpty() || !heardClusters);
  }

  private boolean changed(String key, Resource resource) {
    boolean changed = !resource.version().equals(versions.put(key, resource.version()));
    if (changed && resource.type() == XdsType.CLUSTER) {
      needed.add(key(XdsType.ENDPOINT, resource.name())); // it warms until its endpoints come
    }
    return changed;
  }
}
