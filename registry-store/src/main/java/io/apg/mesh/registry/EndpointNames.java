package io.apg.mesh.registry;

/** What the texts that name an endpoint say. */
public final class EndpointNames {
  private static final String ENDPOINT = "ep_";
  private static final String SERVICE = "svc_";
  private static final char SEPARATOR = '~';

  private EndpointNames() {}

  /** The id of an endpoint: {@code ep_<service>~<host>~<port>}. */
  public static String id(String serviceId, String host, int port) {
    String service =
        serviceId.startsWith(SERVICE) ? serviceId.substring(SERVICE.length()) : serviceId;
    return ENDPOINT + service + SEPARATOR + host + SEPARATOR + port;
  }

  /** The id of the service that an endpoint's id names; empty where it names none. */
  public static String serviceOf(String endpointId) {
    int end = endpointId.indexOf(SEPARATOR);
    return endpointId.startsWith(ENDPOINT) && end >= 0
        ? SERVICE + endpointId.substring(ENDPOINT.length(), end)
        : "";
  }

  /**
   * Whether a valid host is an IP address; a DNS name has no colon and does not end in a number.
   */
  public static boolean isAddress(String host) {
    String lastLabel = host.substring(host.lastIndexOf('.') + 1);
    return host.indexOf(':') >= 0 || lastLabel.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
