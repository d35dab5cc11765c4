package io.apg.mesh.session;

import io.apg.mesh.snapshot.XdsType;
import java.time.Duration;

/**
 * Bounds of a session.
 *
 * @param releaseAfter how long a cluster stays after the client's last reference to it is gone: the
 *     longest wait in a filter plus the route timeout with its retries
 * @param drainAfter the same after a listener that named it directly: the client's drain time
 * @param warmBound how long a new route waits for a cluster whose load assignment or secret does
 *     not come
 * @param regroupAfter how long a change waits so that routes that become ready meanwhile go with it
 * @param clusterRequestAfter how long a reconnecting client may take to say which clusters it has
 * @param chunkBytes size at which a response that may be cut is cut
 * @param unaskedClusters whether a client that reconnects and says nothing about clusters is sent
 *     them; for Envoy, which says nothing while one of them warms
 */
public record SessionSettings(
    Duration releaseAfter,
    Duration drainAfter,
    Duration warmBound,
    Duration regroupAfter,
    Duration clusterRequestAfter,
    int chunkBytes,
    boolean unaskedClusters) {

  /** What fits Envoy with its default drain time. */
  public static final SessionSettings DEFAULT =
      new SessionSettings(
          Duration.ofSeconds(30),
          Duration.ofSeconds(600),
          Duration.ofSeconds(16),
          Duration.ofMillis(50),
          Duration.ofMillis(200),
          32 * 1024,
          false);

  /** These settings with other times before a removal. */
  public SessionSettings withRelease(Duration release, Duration drain) {
    return new SessionSettings(
        release, drain, warmBound, regroupAfter, clusterRequestAfter, chunkBytes, unaskedClusters);
  }

  /** These settings for a client that may need clusters before it asks for them, or for another. */
  public SessionSettings withUnaskedClusters(boolean unasked) {
    return new SessionSettings(
        releaseAfter,
        drainAfter,
        warmBound,
        regroupAfter,
        clusterRequestAfter,
        chunkBytes,
        unasked);
  }

  /**
   * Where to cut a response. Full states must be whole. A listener that replaces another travels
   * with its removal. One route configuration or secret at a time, so that a bad one is known by
   * its nonce: the words of a refusal do not name it.
   */
  int limit(XdsType type, Form form) {
    return switch (type) {
      case CLUSTER -> form == Form.SOTW ? Integer.MAX_VALUE : chunkBytes;
      case SCOPED_ROUTE -> form == Form.SOTW ? Integer.MAX_VALUE : chunkBytes;
      case ENDPOINT, VIRTUAL_HOST -> chunkBytes;
      case LISTENER -> Integer.MAX_VALUE;
      case SECRET, ROUTE, RUNTIME, EXTENSION_CONFIG -> 1;
    };
  }
}
