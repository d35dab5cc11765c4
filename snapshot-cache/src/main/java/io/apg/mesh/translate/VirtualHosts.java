package io.apg.mesh.translate;

import com.google.protobuf.ByteString;
import io.apg.mesh.ir.RouteEntry;
import io.apg.mesh.ir.Source;
import io.apg.mesh.snapshot.Content;
import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.RouteFragment;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.util.Map;
import java.util.Set;

/** Makes virtual hosts, in the pieces in which they change. */
final class VirtualHosts {
  private VirtualHosts() {}

  static VirtualHostFragment of(io.apg.mesh.ir.VirtualHost host) {
    return new VirtualHostFragment(
        host.name(), head(host), host.routes().stream().map(VirtualHosts::fragment).toList());
  }

  /** The encoded message without routes. */
  static ByteString head(io.apg.mesh.ir.VirtualHost host) {
    return Content.encode(
        VirtualHost.newBuilder().setName(host.name()).addAllDomains(host.domains()).build());
  }

  private static RouteFragment fragment(RouteEntry entry) {
    Map<String, Integer> targets = Routes.targets(entry);
    return fragment(entry.key(), Routes.of(entry, targets), targets.keySet(), entry.source());
  }

  static RouteFragment fragment(String key, Route route, Set<String> clusters, Source source) {
    return new RouteFragment(
        key, Content.encode(route), clusters, new Origin(source.kind(), source.id()));
  }
}
