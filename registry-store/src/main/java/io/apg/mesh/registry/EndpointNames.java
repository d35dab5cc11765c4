package io.apg.mesh.registry;

/** What the texts that name an endpoint say. */
public final class EndpointNames {
  private static final String ENDPOINT = "ep_";
  private static final String SERVICE = "svc_";

  private EndpointNames() {}

  /** The id of the service that an endpoint's id names; ids of services have no colon. */
  public static String serviceOf(String endpointId) {
    int colon = endpointId.indexOf(':');
    return endpointId.startsWith(ENDPOINT) && colon > 0
        ? SERVICE + endpointId.substring(ENDPOINT.length(), colon)
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
