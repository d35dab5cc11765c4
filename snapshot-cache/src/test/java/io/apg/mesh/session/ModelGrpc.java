package io.apg.mesh.session;

import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.XdsType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client that says what grpc-java says: state of the world on one stream, everything by name; a
 * listener leads to its route configuration, that to clusters, these to endpoints. It takes the
 * valid resources of a response that it refuses (gRFC A46), and names the others.
 */
final class ModelGrpc implements ModelPeer {
  /** What clients of histories dial. */
  static final String TARGET = "l0";

  private final Consumer<XdsRequest> out;
  private final Map<XdsType, Map<String, Resource>> held = new EnumMap<>(XdsType.class);
  private final Map<XdsType, Set<String>> wanted = new EnumMap<>(XdsType.class);
  private final Map<XdsType, String> versions = new EnumMap<>(XdsType.class);
  private final Map<XdsType, String> nonces = new EnumMap<>(XdsType.class);

  /** A client that dials {@code target}, the name of a listener. */
  ModelGrpc(String target, Consumer<XdsRequest> out) {
    this.out = out;
    for (XdsType type : XdsType.values()) {
      held.put(type, new TreeMap<>());
      wanted.put(type, Set.of());
    }
    wanted.put(XdsType.LISTENER, Set.of(target));
  }

  @Override
  public void connect() {
    nonces.clear();
    for (XdsType type : XdsType.values()) {
      if (!wanted(type).isEmpty()) {
        say(type, null);
      }
    }
  }

  private Map<String, Resource> held(XdsType type) {
    return held.getOrDefault(type, Map.of());
  }

  private Set<String> wanted(XdsType type) {
    return wanted.getOrDefault(type, Set.of());
  }

  private void say(XdsType type, @Nullable ErrorDetail error) {
    String version = versions.getOrDefault(type, "");
    String nonce = nonces.getOrDefault(type, "");
    out.accept(new SotwRequest(type, version, nonce, List.copyOf(wanted(type)), error));
  }

  @Override
  public void receive(XdsResponse response) {
    XdsType type = response.type();
    nonces.put(type, response.nonce());
    Map<String, Resource> resources = held(type);
    List<String> errors = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Resource resource : response.resources()) {
      seen.add(resource.name());
      if (Badness.isBad(resource)) {
        errors.add(type + " response '" + resource.name() + "' validation error: bad");
      } else if (wanted(type).contains(resource.name())) {
        resources.put(resource.name(), resource);
      }
    }
    if (type.fullState()) {
      resources.keySet().retainAll(seen);
    }
    if (errors.isEmpty()) {
      versions.put(type, response.version());
    }
    say(type, errors.isEmpty() ? null : new ErrorDetail(3, String.join("\n", errors)));
    follow();
  }

  /** Asks for what is named now, and no more for what is not. */
  private void follow() {
    Set<String> routes = new TreeSet<>();
    held(XdsType.LISTENER)
        .values()
        .forEach(listener -> routes.addAll(((EncodedResource) listener).refs().routes()));
    want(XdsType.ROUTE, routes);
    Set<String> clusters = new TreeSet<>(routedClusters());
    want(XdsType.CLUSTER, clusters);
    want(XdsType.ENDPOINT, new TreeSet<>(held(XdsType.CLUSTER).keySet()));
  }

  private void want(XdsType type, Set<String> names) {
    held(type).keySet().retainAll(names);
    if (!names.equals(wanted(type))) {
      wanted.put(type, names);
      say(type, null);
    }
  }

  @Override
  public void drain() {
    // It has nothing that drains.
  }

  @Override
  public Set<String> runOut() {
    return Set.of();
  }

  @Override
  public boolean isWarming() {
    return false;
  }

  @Override
  public boolean wants(XdsType type, String name) {
    return wanted(type).contains(name);
  }

  @Override
  public @Nullable Resource has(XdsType type, String name) {
    return held(type).get(name);
  }

  @Override
  public Set<String> names(XdsType type) {
    return held(type).keySet();
  }

  @Override
  public Collection<String> routedClusters() {
    List<String> routed = new ArrayList<>();
    for (Resource config : held(XdsType.ROUTE).values()) {
      routed.addAll(((RouteConfig) config).table().clusters());
    }
    return routed;
  }

  @Override
  public Set<String> broken() {
    return Set.of(); // routes come first
  }

  @Override
  public Set<String> coldClusters() {
    return Set.of();
  }

  @Override
  public Set<String> takenPorts() {
    return new HashSet<>(); // it listens nowhere
  }

  @Override
  public Set<String> halfMade() {
    return Set.of();
  }

  @Override
  public Map<String, String> described() {
    Map<String, String> described = new TreeMap<>();
    held.forEach((type, resources) -> described.put(type.name(), "" + resources.keySet()));
    return described;
  }
}
