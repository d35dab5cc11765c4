package io.apg.mesh.controlplane.explain;

import com.google.protobuf.InvalidProtocolBufferException;
import io.apg.mesh.controlplane.observed.Explanation;
import io.apg.mesh.controlplane.observed.ObjectRef;
import io.apg.mesh.registry.Service;
import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.RouteFragment;
import io.apg.mesh.snapshot.RouteTable;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.XdsType;
import io.apg.mesh.translate.ResourceNames;
import io.envoyproxy.envoy.config.core.v3.HealthStatus;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.config.route.v3.WeightedCluster;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows a request through the resources of a view, as an Envoy that has them would. Reads what
 * was encoded for proxies, so it cannot know better than they. Immutable.
 */
public final class Explainer {
  private final View view;
  private final String table;
  private final Caller caller;

  /**
   * Who asks.
   *
   * @param id a service, or {@code gateway}
   * @param namespace empty for gateways
   * @param revision of the registry that the view shows
   */
  public record Caller(String id, String namespace, long revision) {}

  /** Of a view; {@code table} names its virtual hosts. */
  public Explainer(View view, String table, Caller caller) {
    this.view = view;
    this.table = table;
    this.caller = caller;
  }

  /** Where connections to the port of a tcp service go. */
  public Explanation connection(Service service) {
    var template = view.template(service.outboundPort());
    String cluster =
        template == null ? "" : template.refs().clusters().stream().findFirst().orElse("");
    Explanation.Answer closed =
        template == null ? new Explanation.Answer(0, "no listener has this port") : null;
    return new Explanation(
        caller.id(),
        caller.namespace(),
        service.name().toString(),
        service.outboundPort(),
        "",
        "",
        "",
        "",
        template == null
            ? null
            : template.origins().stream().findFirst().map(Explainer::ref).orElse(null),
        template == null ? List.of() : List.of(destination(cluster, 1)),
        closed,
        List.of(),
        caller.revision());
  }

  /** Where a request goes. */
  public Explanation request(String method, String host, String path, Map<String, String> headers) {
    // Sidecars compare paths as they come.
    GatewayPath seen =
        table.equals(ResourceNames.GATEWAY) && path.startsWith("/")
            ? GatewayPath.of(path)
            : new GatewayPath(path, null);
    HttpCall call = HttpCall.of(method, host, seen.path(), headers);
    if (seen.answer() != null) {
      return answer(call, "", "", null, null, List.of()).withAnswer(seen.answer());
    }
    Map<String, VirtualHostFragment> byDomain = new HashMap<>();
    RouteTable routes = view.table(table);
    for (VirtualHostFragment fragment : routes.hosts()) {
      parse(fragment).getDomainsList().forEach(domain -> byDomain.put(domain, fragment));
    }
    String domain = DomainMatch.best(host, byDomain.keySet());
    VirtualHostFragment fragment = domain == null ? null : byDomain.get(domain);
    if (domain == null || fragment == null) {
      return answer(call, "", "", null, null, List.of());
    }
    VirtualHost virtualHost = parse(fragment);
    List<Explanation.Passed> passed = new ArrayList<>();
    for (int i = 0; i < virtualHost.getRoutesCount(); i++) {
      Route route = virtualHost.getRoutes(i);
      RouteFragment source = fragment.routes().get(i);
      String obstacle = RouteMatching.obstacle(route.getMatch(), call);
      if (obstacle == null) {
        return answer(call, virtualHost.getName(), domain, route, ref(source.origin()), passed);
      }
      passed.add(new Explanation.Passed(route.getName(), ref(source.origin()), obstacle));
    }
    return answer(call, virtualHost.getName(), domain, null, null, passed);
  }

  private Explanation answer(
      HttpCall call,
      String virtualHost,
      String domain,
      @Nullable Route route,
      @Nullable ObjectRef object,
      List<Explanation.Passed> passed) {
    Explanation.Answer own = null;
    if (route == null) {
      String nobody = virtualHost.isEmpty() ? "no virtual host" : "no route";
      own = new Explanation.Answer(404, nobody + " takes it");
    } else if (route.hasDirectResponse()) {
      own =
          new Explanation.Answer(
              route.getDirectResponse().getStatus(),
              route.getDirectResponse().getBody().getInlineString());
    }
    return new Explanation(
        caller.id(),
        caller.namespace(),
        String.valueOf(call.header(":authority")),
        0,
        virtualHost,
        domain,
        route == null ? "" : route.getName(),
        route == null ? "" : RouteMatching.describe(route.getMatch()),
        object,
        route == null ? List.of() : destinations(route),
        own,
        passed,
        caller.revision());
  }

  private List<Explanation.Destination> destinations(Route route) {
    if (!route.hasRoute()) {
      return List.of();
    }
    if (!route.getRoute().hasWeightedClusters()) {
      return List.of(destination(route.getRoute().getCluster(), 1));
    }
    List<Explanation.Destination> all = new ArrayList<>();
    for (WeightedCluster.ClusterWeight one :
        route.getRoute().getWeightedClusters().getClustersList()) {
      all.add(destination(one.getName(), one.getWeight().getValue()));
    }
    return all;
  }

  private Explanation.Destination destination(String cluster, int weight) {
    List<Explanation.Address> addresses = new ArrayList<>();
    Resource resource = view.resource(XdsType.ENDPOINT, cluster);
    if (resource != null) {
      ClusterLoadAssignment assignment = assignment(resource);
      for (LocalityLbEndpoints group : assignment.getEndpointsList()) {
        group.getLbEndpointsList().forEach(endpoint -> addresses.add(address(group, endpoint)));
      }
    }
    return new Explanation.Destination(cluster, weight, addresses);
  }

  private static Explanation.Address address(LocalityLbEndpoints group, LbEndpoint endpoint) {
    SocketAddress socket = endpoint.getEndpoint().getAddress().getSocketAddress();
    String host = socket.getAddress();
    String health =
        endpoint.getHealthStatus() == HealthStatus.UNRECOGNIZED
            ? "unknown"
            : endpoint.getHealthStatus().name().toLowerCase(Locale.ROOT);
    return new Explanation.Address(
        (host.contains(":") ? "[" + host + "]" : host) + ":" + socket.getPortValue(),
        health,
        endpoint.getLoadBalancingWeight().getValue(),
        group.getLocality().getZone(),
        group.getPriority());
  }

  private static VirtualHost parse(VirtualHostFragment fragment) {
    try {
      return VirtualHost.parseFrom(fragment.body());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("virtual host " + fragment + " does not parse", e);
    }
  }

  private static ClusterLoadAssignment assignment(Resource resource) {
    try {
      return ClusterLoadAssignment.parseFrom(resource.body());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("endpoints " + resource.name() + " do not parse", e);
    }
  }

  private static ObjectRef ref(Origin origin) {
    return new ObjectRef(origin.kind(), origin.id());
  }
}
