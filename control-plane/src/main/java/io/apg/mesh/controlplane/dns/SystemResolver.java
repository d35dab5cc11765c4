package io.apg.mesh.controlplane.dns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.List;
import java.util.stream.Stream;

/** The resolver of the operating system, without the JVM's cache. */
public final class SystemResolver implements HostResolver {
  private final List<StandardProtocolFamily> families;

  /**
   * Turns the JVM's cache off, for the whole process.
   *
   * @param families the first one that a name has is used
   */
  public SystemResolver(List<StandardProtocolFamily> families) {
    this.families = List.copyOf(families);
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
  }

  @Override
  public List<String> resolve(String host) throws UnknownHostException {
    InetAddress[] all = InetAddress.getAllByName(host);
    for (StandardProtocolFamily family : families) {
      List<String> addresses =
          Stream.of(all)
              .filter(address -> family(address) == family)
              .map(InetAddress::getHostAddress)
              .toList();
      if (!addresses.isEmpty()) {
        return addresses;
      }
    }
    throw new UnknownHostException(host + ": no address of the families " + families);
  }

  private static StandardProtocolFamily family(InetAddress address) {
    return address instanceof Inet4Address
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }
}
