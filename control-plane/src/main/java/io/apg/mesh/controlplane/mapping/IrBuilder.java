package io.apg.mesh.controlplane.mapping;

import io.apg.mesh.controlplane.mapping.TenantIr.Subject;
import io.apg.mesh.controlplane.mapping.Verdicts.Place;
import io.apg.mesh.ir.EndpointGroup;
import io.apg.mesh.ir.Source;
import io.apg.mesh.ir.TcpListener;
import io.apg.mesh.ir.Upstream;
import io.apg.mesh.ir.VirtualHost;
import io.apg.mesh.registry.Endpoint;
import io.apg.mesh.registry.Leaving.Remains;
import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.RegexCheck;
import io.apg.mesh.registry.Resolution;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceStatus;
import io.apg.mesh.registry.TenantState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.PMap;

/**
 * Follows one tenant's registry, step by step. Pure: the same steps give the same IR, and so does
 * one step from nothing. A step costs what it touches: the changed objects, the virtual hosts that
 * show them, and the routes in those.
 */
public final class IrBuilder {
  private final MappingDefaults defaults;
  private final RouteGuard guard;

  /** With what routes get that do not say, and what proxies take as a regex. */
  public IrBuilder(MappingDefaults defaults, RegexCheck regexes) {
    this.defaults = defaults;
    this.guard = new RouteGuard(regexes);
  }

  /** The IR of {@code after}, given that of {@code before}. */
  public IrStep step(TenantIr ir, TenantState before, TenantState after, Set<ObjectKey> changed) {
    Impact impact = new Impact(before, after, ir.index());
    changed.forEach(impact::add);
    return new Step(ir, after, impact).run();
  }

  /** One step; mutable while it runs. */
  private final class Step {
    private final TenantState state;
    private final Impact impact;
    private PMap<String, Upstream> upstreams;
    private PMap<String, EndpointGroup> groups;
    private PMap<HostKey, VirtualHost> sidecarHosts;
    private PMap<HostKey, VirtualHost> gatewayHosts;
    private PMap<Integer, TcpListener> tcpListeners;
    private Verdicts verdicts;
    private PMap<Subject, List<Finding>> findings;

    private Step(TenantIr ir, TenantState state, Impact impact) {
      this.state = state;
      this.impact = impact;
      this.upstreams = ir.upstreams();
      this.groups = ir.groups();
      this.sidecarHosts = ir.sidecarHosts();
      this.gatewayHosts = ir.gatewayHosts();
      this.tcpListeners = ir.tcpListeners();
      this.verdicts = ir.verdicts();
      this.findings = ir.findings();
    }

    private IrStep run() {
      impact.services().forEach(this::service);
      for (int port : impact.ports()) {
        tcpListeners = put(tcpListeners, port, tcpListener(port));
      }
      HostBuilder hosts = new HostBuilder(state, impact.index(), defaults);
      for (HostKey key : impact.sidecarHosts()) {
        VirtualHost host = safe(hosts.sidecar(key), sidecarHosts.get(key));
        sidecarHosts = put(sidecarHosts, key, host);
        judge(new Place(false, key), host);
      }
      for (HostKey key : impact.gatewayHosts()) {
        VirtualHost host = safe(hosts.gateway(key), gatewayHosts.get(key));
        gatewayHosts = put(gatewayHosts, key, host);
        judge(new Place(true, key), host);
      }
      Findings teller = new Findings(state, verdicts, guard);
      impact.routes().forEach(id -> tell(teller, ObjectKind.ROUTE, id));
      impact.findingServices().forEach(id -> tell(teller, ObjectKind.SERVICE, id));
      TenantIr next =
          new TenantIr(
              upstreams,
              groups,
              sidecarHosts,
              gatewayHosts,
              tcpListeners,
              impact.index(),
              verdicts,
              findings);
      return new IrStep(
          next, impact.services(), impact.sidecarHosts(), impact.gatewayHosts(), impact.ports());
    }

    private @Nullable VirtualHost safe(@Nullable VirtualHost host, @Nullable VirtualHost before) {
      return host == null ? null : guard.safe(host, before);
    }

    private void service(String id) {
      Service service = state.service(id);
      Remains remains = state.departing().remains(id);
      if (service != null) {
        LoadBalancer balancer = state.loadBalancer(service.loadBalancerId());
        deliver(service, balancer, state.endpointsOf(id).values());
      } else if (remains != null) {
        deliver(remains.service(), remains.loadBalancer(), remains.endpoints());
      } else {
        upstreams = upstreams.minus(id);
        groups = groups.minus(id);
      }
    }

    private void deliver(
        Service service, @Nullable LoadBalancer balancer, Collection<Endpoint> endpoints) {
      String id = service.id();
      boolean named = namedByProxies(service, endpoints);
      Upstream upstream =
          new Upstream(
              id,
              UpstreamProtocols.of(service.protocol()),
              Balancers.balancing(balancer, endpoints),
              named ? Endpoints.named(id, endpoints) : null,
              source(service));
      upstreams = put(upstreams, id, upstream);
      Collection<Endpoint> draining = state.departing().endpointsOf(id).values();
      groups = put(groups, id, named ? null : Endpoints.group(id, endpoints, draining));
    }

    /** A service goes on being resolved by proxies until its addresses are known here. */
    private boolean namedByProxies(Service service, Collection<Endpoint> endpoints) {
      Upstream before = upstreams.get(service.id());
      return service.resolution() == Resolution.PROXY
          || (before != null && before.named() != null && Endpoints.awaitAddresses(endpoints));
    }

    /** All services at a port have one name; its default version gets the connections. */
    private @Nullable TcpListener tcpListener(int port) {
      for (String id : state.servicesAt(port)) {
        Service service = state.service(id);
        if (service != null && service.isDefault() && service.status() == ServiceStatus.ACTIVE) {
          return new TcpListener(port, id, source(service));
        }
      }
      return null;
    }

    private void judge(Place place, @Nullable VirtualHost host) {
      impact.routes().addAll(verdicts.routesAt(place));
      Map<String, Boolean> shadowed = host == null ? Map.of() : Shadowing.of(host.routes());
      verdicts = verdicts.with(place, shadowed);
      impact.routes().addAll(shadowed.keySet());
    }

    private void tell(Findings teller, ObjectKind kind, String id) {
      Route route = kind == ObjectKind.ROUTE ? state.route(id) : null;
      Service service = kind == ObjectKind.SERVICE ? state.service(id) : null;
      List<Finding> list =
          route != null ? teller.of(route) : service != null ? teller.of(service) : List.of();
      Subject subject = new Subject(kind, id);
      findings = list.isEmpty() ? findings.minus(subject) : findings.plus(subject, list);
    }
  }

  private static Source source(Service service) {
    return new Source("service", service.id());
  }

  private static <K, V> PMap<K, V> put(PMap<K, V> map, K key, @Nullable V value) {
    if (value == null) {
      return map.minus(key);
    }
    return value.equals(map.get(key)) ? map : map.plus(key, value);
  }
}
