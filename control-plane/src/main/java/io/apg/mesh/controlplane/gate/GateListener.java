package io.apg.mesh.controlplane.gate;

/** Hears of proxies that are not let in, or not any more. Called on gRPC's threads. */
@FunctionalInterface
public interface GateListener {
  /** A stream was refused, or ended. */
  void refused(Refusal refusal);

  /** Why. */
  enum Reason {
    /** The stream brings no token. */
    NO_TOKEN,
    /** The token is none, or not one of ours, or has expired, or was revoked. */
    BAD_TOKEN,
    /** The token is for people and programs, not for proxies. */
    NO_PROXY_TOKEN,
    /** The proxy says that it is somebody else than the token does. */
    OTHER_IDENTITY,
    /** The service is not registered. */
    UNKNOWN_SERVICE,
    /** The token expired while the stream was open. */
    EXPIRED,
    /** The token was revoked while the stream was open. */
    REVOKED
  }

  /**
   * What happened.
   *
   * @param tenant the token's; the default one where there is no good token
   * @param nodeId empty = the proxy has not said, or nobody asked
   * @param host where it connects from
   * @param message as the proxy is told
   */
  record Refusal(Reason reason, String tenant, String nodeId, String host, String message) {}
}
