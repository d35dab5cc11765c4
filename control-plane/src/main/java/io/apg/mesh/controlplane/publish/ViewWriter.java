package io.apg.mesh.controlplane.publish;

import io.apg.mesh.controlplane.mapping.Domains;
import io.apg.mesh.controlplane.mapping.HostKey;
import io.apg.mesh.controlplane.mapping.IrStep;
import io.apg.mesh.ir.TcpListener;
import io.apg.mesh.registry.Leaving.Remains;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.ServiceName;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.snapshot.EncodedResource;
import io.apg.mesh.snapshot.ListenerTemplate;
import io.apg.mesh.snapshot.View;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.apg.mesh.snapshot.XdsType;
import io.apg.mesh.translate.ResourceNames;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what belongs into a view, and writes it there. Pure: the next view is a function of the
 * old one, the tenant's resources and what changed in them.
 */
final class ViewWriter {
  private final TenantState state;
  private final TenantResources resources;

  ViewWriter(TenantState state, TenantResources resources) {
    this.state = state;
    this.resources = resources;
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
        view.table(table(key)).hostNames(),
        ports,
        publication);
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
    Reachable reachable =
        key instanceof ViewKey.Sidecar sidecar ? Reachable.of(sidecar, state) : null;
    for (String id : services) {
      service(edit, id, reachable);
    }
    for (int port : ports) {
      tcpListener(edit, port, reachable);
    }
    // A service and a route's own host may follow each other under one name, so names are asked.
    Set<String> names = new LinkedHashSet<>(oldHosts);
    hosts.forEach(host -> names.add(HostNames.of(host)));
    for (String name : names) {
      VirtualHostFragment fragment =
          reachable == null ? gatewayHost(name) : sidecarHost(name, reachable);
      if (fragment == null) {
        edit.removeHost(table(key), name);
      } else {
        edit.put(table(key), fragment);
      }
    }
    return edit.build(publication);
  }

  private void service(View.Edit edit, String id, @Nullable Reachable reachable) {
    EncodedResource cluster = resources.clusters().get(id);
    EncodedResource endpoints = resources.endpoints().get(id);
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

  private @Nullable VirtualHostFragment gatewayHost(String name) {
    return resources.gatewayHosts().get(HostNames.routesOwn(name));
  }

  /** What a sidecar has under a name: a service it sees, or else the routes' own host. */
  private @Nullable VirtualHostFragment sidecarHost(String name, Reachable reachable) {
    ServiceName service = Domains.parse(name);
    if (service != null && service.toString().equals(name) && visible(service, reachable)) {
      boolean near = service.namespace().equals(reachable.namespace());
      return resources
          .sidecarHosts()
          .get(near ? new HostKey.Near(service) : new HostKey.Far(service));
    }
    return taken(name, reachable) ? null : resources.sidecarHosts().get(HostNames.routesOwn(name));
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
