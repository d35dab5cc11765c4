package io.apg.mesh.translate;

import com.google.protobuf.ByteString;
import io.apg.mesh.ir.RouteEntry;
import io.apg.mesh.snapshot.Content;
import io.apg.mesh.snapshot.Origin;
import io.apg.mesh.snapshot.RouteFragment;
import io.apg.mesh.snapshot.VirtualHostFragment;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import java.util.Map;

/** Makes virtual hosts, in the pieces in which they change. */
final class VirtualHosts {
  private VirtualHosts() {}

  static VirtualHostFragment of(io.apg.mesh.ir.VirtualHost host) {
    VirtualHost head =
        VirtualHost.newBuilder().setName(host.name()).addAllDomains(host.domains()).build();
    return new VirtualHostFragment(
        host.name(),
        Content.encode(head),
        host.routes().stream().map(VirtualHosts::fragment).toList());
  }

  private static RouteFragment fragment(RouteEntry entry) {
    Map<String, Integer> targets = Routes.targets(entry);
    ByteString body = Content.encode(Routes.of(entry, targets));
    return new RouteFragment(
        entry.key(),
        body,
        targets.keySet(),
        new Origin(entry.source().kind(), entry.source().id()));
  }
}
