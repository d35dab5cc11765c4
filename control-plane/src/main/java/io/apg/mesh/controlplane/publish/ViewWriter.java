package io.apg.mesh.controlplane.publish;

import io.apg.mesh.controlplane.mapping.Domains;
import io.apg.mesh.controlplane.mapping.HostKey;
import io.apg.mesh.controlplane.mapping.IrStep;
import io.apg.mesh.ir.EndpointGroup;
import io.apg.mesh.ir.TcpListener;
import io.apg.mesh.ir.Upstream;
import io.apg.mesh.ir.VirtualHost;
import io.apg.mesh.registry.Leaving.Remains;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceName;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.ListenerTemplate;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.XdsType;
import io.apg.mesh.translate.ResourceNames;
import io.apg.mesh.translate.Translator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides what belongs into a view, and writes it there. Pure: the next view is a function of the
 * old one, the tenant's resources and what changed in them.
 */
final class ViewWriter {
  private final TenantState state;
  private final TenantResources resources;
  private final Translator translator;

  ViewWriter(TenantState state, TenantResources resources, Translator translator) {
    this.state = state;
    this.resources = resources;
    this.translator = translator;
  }

  /** The view after a step; costs what the step touched. */
  View update(ViewKey key, View view, IrStep step, long publication) {
    return write(
        key,
        view,
        step.services(),
        key instanceof ViewKey.Gateway ? step.gatewayHosts() : step.sidecarHosts(),
        Set.of(),
        step.ports(),
        publication);
  }

  /** The view made anew, on top of what it was; costs the tenant's size. */
  View rebuild(ViewKey key, View view, long publication) {
    boolean gateway = key instanceof ViewKey.Gateway;
    Set<String> services = new HashSet<>(resources.clusters().keySet());
    view.resources(XdsType.CLUSTER).forEach(cluster -> services.add(cluster.name()));
    Set<Integer> ports = new HashSet<>(resources.tcpListeners().keySet());
    view.templates().forEach(template -> ports.add(template.port()));
    return write(
        key,
        view,
        services,
        gateway ? resources.gatewayHosts().keySet() : resources.sidecarHosts().keySet(),
        hostNames(key, view),
        ports,
        publication);
  }

  private static Set<String> hostNames(ViewKey key, View view) {
    return key instanceof ViewKey.Proxyless
        ? view.resources(XdsType.ROUTE).stream().map(Resource::name).collect(Collectors.toSet())
        : view.table(table(key)).hostNames();
  }

  private static String table(ViewKey key) {
    return key instanceof ViewKey.Gateway ? ResourceNames.GATEWAY : ResourceNames.OUTBOUND;
  }

  private View write(
      ViewKey key,
      View view,
      Set<String> services,
      Set<HostKey> hosts,
      Set<String> oldHosts,
      Set<Integer> ports,
      long publication) {
    View.Edit edit = view.edit();
    Reachable reachable = key instanceof ViewKey.Member member ? Reachable.of(member, state) : null;
    boolean grpc = key instanceof ViewKey.Proxyless proxyless && proxyless.grpc();
    for (String id : services) {
      service(edit, id, reachable, grpc);
    }
    if (grpc) {
      translator.grpcNoDestination().forEach(edit::put);
    }
    if (key instanceof ViewKey.Sidecar) {
      ports.forEach(port -> tcpListener(edit, port, reachable));
    }
    // A service and a route's own host may follow each other under one name, so names are asked.
    Set<String> names = new LinkedHashSet<>(oldHosts);
    hosts.forEach(host -> names.add(HostNames.of(host)));
    if (reachable != null && key instanceof ViewKey.Proxyless) {
      apiHosts(names, reachable, grpc, new ApiHosts(view, edit, translator));
      return edit.build(publication);
    }
    String namespace = key instanceof ViewKey.Member member ? member.namespace() : "";
    hosts(names, reachable, edit, new ScopeWriter(view, edit, translator, table(key), namespace));
    return edit.build(publication);
  }

  private void hosts(
      Set<String> names, @Nullable Reachable reachable, View.Edit edit, ScopeWriter scopes) {
    for (String name : names) {
      HostResources host = reachable == null ? gatewayHost(name) : sidecarHost(name, reachable);
      if (host == null) {
        edit.removeHost(scopes.table(), name);
        scopes.remove(name);
      } else {
        edit.put(scopes.table(), host.fragment());
        scopes.put(host);
      }
    }
    scopes.finish();
  }

  private void apiHosts(Set<String> names, Reachable reachable, boolean grpc, ApiHosts hosts) {
    for (String name : names) {
      HostKey key = sidecarKey(name, reachable);
      VirtualHost host = key == null ? null : resources.ir().sidecarHosts().get(key);
      if (key == null || host == null) {
        hosts.remove(name);
        continue;
      }
      HostResources known = grpc ? null : resources.sidecarHosts().get(key);
      VirtualHostFragment fragment =
          grpc
              ? TenantResources.translated(key, () -> translator.grpcVirtualHost(host))
              : known == null ? null : known.fragment();
      if (fragment != null) {
        hosts.put(fragment, host.domains());
      }
    }
    hosts.finish();
  }

  private void service(View.Edit edit, String id, @Nullable Reachable reachable, boolean grpc) {
    EncodedResource cluster = cluster(id, grpc);
    EncodedResource endpoints = grpc ? grpcEndpoints(id) : resources.endpoints().get(id);
    boolean visible = reachable != null && reachable.sees(nameOf(id));
    boolean routed = state.isRouted(id) || state.departing().wasRouted(id);
    if (cluster == null || !(visible || routed)) {
      edit.remove(XdsType.CLUSTER, id).remove(XdsType.ENDPOINT, id);
      return;
    }
    edit.put(state.service(id) == null ? cluster.asLeaving() : cluster);
    if (endpoints == null) {
      edit.remove(XdsType.ENDPOINT, id); // proxies resolve its names
    } else {
      edit.put(endpoints);
    }
  }

  private @Nullable EncodedResource cluster(String id, boolean grpc) {
    Upstream upstream = resources.ir().upstreams().get(id);
    return grpc && upstream != null
        ? TenantResources.translated(id, () -> translator.grpcCluster(upstream))
        : resources.clusters().get(id);
  }

  /** gRPC resolves no names: a cluster that leaves them to proxies has no endpoint there. */
  private @Nullable EncodedResource grpcEndpoints(String id) {
    Upstream upstream = resources.ir().upstreams().get(id);
    return upstream == null || upstream.named() == null
        ? resources.endpoints().get(id)
        : translator.endpoints(new EndpointGroup(id, List.of(), upstream.source()));
  }

  /** The name of a service, also of one that leaves; then nothing is called by it. */
  private @Nullable ServiceName nameOf(String id) {
    Service service = state.service(id);
    Remains remains = state.departing().remains(id);
    if (service != null) {
      return service.name();
    }
    return remains == null ? null : remains.service().name();
  }

  /** Sidecars only, as requests from outside the mesh are for routes to admit. */
  private void tcpListener(View.Edit edit, int port, @Nullable Reachable reachable) {
    ListenerTemplate template = resources.tcpListeners().get(port);
    TcpListener listener = resources.ir().tcpListeners().get(port);
    Service service = listener == null ? null : state.service(listener.cluster());
    if (template != null
        && service != null
        && reachable != null
        && reachable.sees(service.name())) {
      edit.put(template);
    } else {
      edit.removeTemplate(port);
    }
  }

  private @Nullable HostResources gatewayHost(String name) {
    return resources.gatewayHosts().get(HostNames.routesOwn(name));
  }

  private @Nullable HostResources sidecarHost(String name, Reachable reachable) {
    HostKey key = sidecarKey(name, reachable);
    return key == null ? null : resources.sidecarHosts().get(key);
  }

  /** What a sidecar has under a name: a service it sees, or else the routes' own host. */
  private @Nullable HostKey sidecarKey(String name, Reachable reachable) {
    ServiceName service = Domains.parse(name);
    if (service != null && service.toString().equals(name) && visible(service, reachable)) {
      boolean near = service.namespace().equals(reachable.namespace());
      return near ? new HostKey.Near(service) : new HostKey.Far(service);
    }
    return taken(name, reachable) ? null : HostNames.routesOwn(name);
  }

  /** Whether a visible service has that name: its virtual host carries the routes, then. */
  private boolean taken(String host, Reachable reachable) {
    ServiceName qualified = Domains.parse(host);
    return visible(new ServiceName(reachable.namespace(), host), reachable)
        || (qualified != null && visible(qualified, reachable));
  }

  private boolean visible(ServiceName name, Reachable reachable) {
    return exists(name) && reachable.sees(name);
  }

  private boolean exists(ServiceName name) {
    return !state.versionsOf(name).isEmpty();
  }
}
