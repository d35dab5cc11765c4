package io.apg.mesh.controlplane.dns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;

/** The resolver of the operating system, without the JVM's cache. */
public final class SystemResolver implements HostResolver {
  private final Families families;

  /** Which addresses of a name are used. */
  public enum Families {
    /** IPv4 where there is one, else IPv6. */
    V4_PREFERRED,
    V4_ONLY,
    V6_ONLY,
    ALL
  }

  /** Turns the JVM's cache off, for the whole process. */
  public SystemResolver(Families families) {
    this.families = families;
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
  }

  @Override
  public List<String> resolve(String host) throws UnknownHostException {
    List<String> v4 = new ArrayList<>();
    List<String> v6 = new ArrayList<>();
    for (InetAddress address : InetAddress.getAllByName(host)) {
      (address instanceof Inet4Address ? v4 : v6).add(address.getHostAddress());
    }
    List<String> chosen =
        switch (families) {
          case V4_ONLY -> v4;
          case V6_ONLY -> v6;
          case V4_PREFERRED -> v4.isEmpty() ? v6 : v4;
          case ALL -> {
            List<String> all = new ArrayList<>(v4);
            all.addAll(v6);
            yield all;
          }
        };
    if (chosen.isEmpty()) {
      throw new UnknownHostException(host + ": no address of the family in use");
    }
    return chosen;
  }
}
