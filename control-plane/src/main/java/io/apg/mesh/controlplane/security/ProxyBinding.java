package io.apg.mesh.controlplane.security;

/**
 * Which proxies a token is for: the sidecars and proxyless clients of one service, or one gateway.
 *
 * @param owner what stands before {@code ~} in the node id: a service id, or a gateway's name
 */
public record ProxyBinding(String tenant, String owner, boolean gateway) {
  /** What an owner may look like, as a regular expression. */
  public static final String OWNER = "[A-Za-z0-9_.-]{1,128}";

  public ProxyBinding {
    if (!owner.matches(OWNER)) {
      throw new IllegalArgumentException(
          (gateway ? "gateway: " : "service: ") + owner + " (expected: " + OWNER + ")");
    }
  }

  /** The service; empty = it is a gateway. */
  public String service() {
    return gateway ? "" : owner;
  }

  /** The gateway's name; empty = it is a service. */
  public String gatewayName() {
    return gateway ? owner : "";
  }

  @Override
  public String toString() {
    return (gateway ? "gateway " : "service ") + owner;
  }
}
