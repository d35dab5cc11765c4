package io.apg.mesh.translate;

import io.apg.mesh.ir.SocketAddress;
import java.util.List;

/**
 * How proxies resolve the names of endpoints, where that is left to them.
 *
 * @param servers DNS servers to ask; none = those of the proxy's own system
 */
public record NameResolution(Families families, List<SocketAddress> servers) {
  /** IPv4 where there is any, by the proxy's own system. */
  public static final NameResolution DEFAULT = new NameResolution(Families.IPV4_FIRST, List.of());

  public NameResolution {
    servers = List.copyOf(servers);
  }

  /** Which addresses of a name are used. */
  public enum Families {
    IPV4,
    IPV6,
    IPV4_FIRST,
    IPV6_FIRST
  }
}
