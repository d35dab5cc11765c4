package io.apg.mesh.embed;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.apg.mesh.snapshot.Content;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.RawResource;
import io.apg.mesh.snapshot.Refs;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteConfig;
import io.apg.mesh.snapshot.RouteFragment;
import io.apg.mesh.snapshot.RouteTable;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.Warming;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.ScopedRouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads out of encoded messages what make before break has to know of them. */
final class Links {
  private Links() {}

  /**
   * The resource with what it points to. Load assignments, secrets and what else nothing is to be
   * known of stay as they are.
   *
   * @throws IllegalArgumentException where it cannot be read, or not be delivered in order
   */
  static Resource link(RawResource raw) {
    try {
      return switch (raw.type()) {
        case CLUSTER -> cluster(raw, parse(raw, Cluster.parser()));
        case LISTENER -> linked(raw, refs(raw, Listener.parser()), Warming.NOTHING);
        case SCOPED_ROUTE ->
            linked(raw, refs(raw, ScopedRouteConfiguration.parser()), Warming.NOTHING);
        case ROUTE -> routes(raw, parse(raw, RouteConfiguration.parser()));
        case RUNTIME, SECRET, EXTENSION_CONFIG, ENDPOINT, VIRTUAL_HOST -> raw;
      };
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(prefix(raw) + "cannot be read: " + e.getMessage(), e);
    }
  }

  private static <M extends Message> M parse(RawResource raw, Parser<M> parser)
      throws InvalidProtocolBufferException {
    return parser.parseFrom(raw.body());
  }

  private static Refs refs(RawResource raw, Parser<? extends Message> parser)
      throws InvalidProtocolBufferException {
    return LinkFinder.refs(parse(raw, parser));
  }

  private static String prefix(RawResource raw) {
    return "[type=" + raw.type() + ", name='" + raw.name() + "'] ";
  }

  private static Resource linked(RawResource raw, Refs refs, Warming warming) {
    return new EncodedResource(
        raw.type(), raw.name(), raw.version(), raw.body(), refs, List.of(), warming, false);
  }

  private static Resource cluster(RawResource raw, Cluster cluster)
      throws InvalidProtocolBufferException {
    String assignment = raw.loadAssignment();
    if (assignment != null && !assignment.equals(raw.name())) {
      throw new IllegalArgumentException(
          prefix(raw)
              + "eds_cluster_config.service_name: "
              + assignment
              + " (expected: none, or the cluster's name, to make before breaking)");
    }
    return linked(raw, LinkFinder.refs(cluster), ClusterWarming.of(cluster));
  }

  private static Resource routes(RawResource raw, RouteConfiguration routes)
      throws InvalidProtocolBufferException {
    RouteConfiguration head = routes.toBuilder().clearVirtualHosts().build();
    Set<String> common = LinkFinder.refs(head).clusters();
    RouteTable table = RouteTable.EMPTY;
    for (VirtualHost host : routes.getVirtualHostsList()) {
      if (table.host(host.getName()) != null) {
        throw new IllegalArgumentException(
            prefix(raw) + "virtual_hosts: two named '" + host.getName() + "' (expected: one)");
      }
      table = table.with(host(raw, host, common));
    }
    return new RouteConfig(raw.name(), Content.encode(head), table);
  }

  private static VirtualHostFragment host(RawResource raw, VirtualHost host, Set<String> common)
      throws InvalidProtocolBufferException {
    VirtualHost head = host.toBuilder().clearRoutes().build();
    Set<String> shared = new LinkedHashSet<>(common);
    shared.addAll(LinkFinder.refs(head).clusters());
    Origin origin = new Origin("virtual_host", raw.name() + "/" + host.getName());
    List<RouteFragment> fragments = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    for (Route route : host.getRoutesList()) {
      Set<String> clusters = new LinkedHashSet<>(shared);
      clusters.addAll(LinkFinder.refs(route).clusters());
      String key = key(route);
      for (int i = 2; !keys.add(key); i++) {
        key = key(route) + "#" + i;
      }
      fragments.add(new RouteFragment(key, Content.encode(route), clusters, origin));
    }
    return new VirtualHostFragment(host.getName(), Content.encode(head), fragments);
  }

  /** What tells that a route was changed, and not replaced by another. */
  private static String key(Route route) {
    return route.getName().isEmpty()
        ? Content.version(Content.encode(route.getMatch()))
        : route.getName();
  }
}
