package io.apg.mesh.controlplane.server;

import io.apg.mesh.controlplane.config.MeshConfig;
import io.apg.mesh.controlplane.config.MeshConfig.Dns.Family;
import io.apg.mesh.ir.SocketAddress;
import io.apg.mesh.translate.NameResolution;
import io.apg.mesh.translate.NameResolution.Families;
import io.apg.mesh.translate.TranslateOptions;
import java.util.List;

/** How proxies resolve names, as the configuration says it. */
final class ProxyNames {
  private ProxyNames() {}

  /** What proxies are sent, with that. */
  static TranslateOptions options(MeshConfig.Dns dns) {
    List<SocketAddress> servers =
        dns.proxyResolvers().stream()
            .map(server -> new SocketAddress(server.host(), server.port()))
            .toList();
    return TranslateOptions.DEFAULTS.withNames(
        new NameResolution(families(dns.families()), servers));
  }

  private static Families families(List<Family> families) {
    boolean ipv4First = families.get(0) == Family.IPV4;
    if (families.stream().distinct().count() > 1) {
      return ipv4First ? Families.IPV4_FIRST : Families.IPV6_FIRST;
    }
    return ipv4First ? Families.IPV4 : Families.IPV6;
  }
}
