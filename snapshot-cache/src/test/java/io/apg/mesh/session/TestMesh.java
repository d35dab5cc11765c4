package io.apg.mesh.session;

import com.google.protobuf.ByteString;
import io.apg.mesh.snapshot.Content;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.NodeSnapshot;
import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.OwnResources;
import io.apg.mesh.snapshot.Refs;
import io.apg.mesh.snapshot.RouteFragment;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.Warming;
import io.apg.mesh.snapshot.Warming.Probe;
import io.apg.mesh.snapshot.XdsType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A small mesh in the making; {@link #publish} gives its next snapshot. */
final class TestMesh {
  private View view = View.empty(0);
  private View.Edit edit = view.edit();
  private long publications;
  private final Map<String, OwnResources.RouteBinding> bindings = new TreeMap<>();

  /** A cluster that warms by its load assignment. */
  TestMesh cluster(String name, String content) {
    return put(XdsType.CLUSTER, name, content, Refs.NONE, Warming.ENDPOINTS);
  }

  TestMesh staticCluster(String name, String content) {
    return put(XdsType.CLUSTER, name, content, Refs.NONE, Warming.NOTHING);
  }

  /** A cluster that warms by its load assignment and by secrets. */
  TestMesh secureCluster(String name, String content, String... secrets) {
    return put(XdsType.CLUSTER, name, content, Refs.toSecrets(Set.of(secrets)), Warming.ENDPOINTS);
  }

  /** A cluster whose names the proxy resolves, for a while at most. */
  TestMesh dnsCluster(String name, String content, Duration bound) {
    return put(XdsType.CLUSTER, name, content, Refs.NONE, Warming.NOTHING.and(Probe.DNS, bound));
  }

  /** A cluster that warms by its load assignment and by a check of its endpoints. */
  TestMesh checkedCluster(String name, String content, Duration bound) {
    return put(
        XdsType.CLUSTER,
        name,
        content,
        Refs.NONE,
        Warming.ENDPOINTS.and(Probe.HEALTH_CHECK, bound));
  }

  TestMesh secret(String name, String content) {
    return put(XdsType.SECRET, name, content, Refs.NONE, Warming.NOTHING);
  }

  TestMesh endpoints(String name, String content) {
    return put(XdsType.ENDPOINT, name, content, Refs.NONE, Warming.NOTHING);
  }

  /** A cluster with its load assignment. */
  TestMesh service(String name) {
    return cluster(name, "1").endpoints(name, "1");
  }

  TestMesh listener(String name, String content, String... routes) {
    return put(XdsType.LISTENER, name, content, Refs.toRoutes(Set.of(routes)), Warming.NOTHING);
  }

  /** A listener that names clusters itself. */
  TestMesh directListener(String name, String content, String... clusters) {
    return put(XdsType.LISTENER, name, content, Refs.toClusters(Set.of(clusters)), Warming.NOTHING);
  }

  /** A listener that looks its routes up by scope. */
  TestMesh scopedListener(String name, String content) {
    return put(XdsType.LISTENER, name, content, Refs.TO_SCOPES, Warming.NOTHING);
  }

  TestMesh scope(String name, String routes) {
    return put(XdsType.SCOPED_ROUTE, name, "", Refs.toRoutes(Set.of(routes)), Warming.NOTHING);
  }

  TestMesh remove(XdsType type, String name) {
    edit.remove(type, name);
    return this;
  }

  /** The service is deleted, and its cluster stays for those who may still use it. */
  TestMesh leaving(String name) {
    if (view.resource(XdsType.CLUSTER, name) instanceof EncodedResource cluster) {
      edit.put(cluster.asLeaving());
    }
    return this;
  }

  TestMesh removeService(String name) {
    return remove(XdsType.CLUSTER, name).remove(XdsType.ENDPOINT, name);
  }

  /**
   * A route configuration (one is made as soon as it has a host); routes are {@code key=cluster}.
   */
  TestMesh host(String config, String host, String... routes) {
    bindings.putIfAbsent(
        config, new OwnResources.RouteBinding(config, ByteString.copyFromUtf8(config)));
    List<RouteFragment> fragments = new ArrayList<>();
    for (String route : routes) {
      String[] parts = route.split("=", 2);
      fragments.add(
          new RouteFragment(
              parts[0],
              ByteString.copyFromUtf8(route),
              Set.of(parts[1].split(",")),
              new Origin("route", host + "." + parts[0])));
    }
    edit.put(config, new VirtualHostFragment(host, ByteString.copyFromUtf8(host), fragments));
    return this;
  }

  TestMesh removeHost(String config, String host) {
    edit.removeHost(config, host);
    return this;
  }

  TestMesh removeConfig(String config) {
    bindings.remove(config);
    return this;
  }

  Snapshot publish() {
    view = edit.build(++publications);
    edit = view.edit();
    return new NodeSnapshot(publications, view, new OwnResources(List.of(), bindings));
  }

  private TestMesh put(XdsType type, String name, String content, Refs refs, Warming warming) {
    String routes = String.join(",", new TreeSet<>(refs.routes()));
    ByteString body =
        ByteString.copyFromUtf8(
            name + ":" + content + (refs.routes().isEmpty() ? "" : ">" + routes));
    edit.put(
        new EncodedResource(
            type,
            name,
            Content.version(body),
            body,
            refs,
            List.of(new Origin(type.name().toLowerCase(java.util.Locale.ROOT), name)),
            warming,
            false));
    return this;
  }
}
