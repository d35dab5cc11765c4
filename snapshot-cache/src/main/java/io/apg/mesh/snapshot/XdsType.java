package io.apg.mesh.snapshot;

import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The resource types served. Declaration order is the safe order to send in: what is pointed to
 * before what points to it (make before break, xds_protocol "Eventual consistency considerations").
 */
public enum XdsType {
  RUNTIME("type.googleapis.com/envoy.service.runtime.v3.Runtime", false),
  SECRET("type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret", false),
  EXTENSION_CONFIG("type.googleapis.com/envoy.config.core.v3.TypedExtensionConfig", false),
  CLUSTER("type.googleapis.com/envoy.config.cluster.v3.Cluster", true),
  ENDPOINT("type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment", false),
  LISTENER("type.googleapis.com/envoy.config.listener.v3.Listener", true),
  SCOPED_ROUTE("type.googleapis.com/envoy.config.route.v3.ScopedRouteConfiguration", true),
  ROUTE("type.googleapis.com/envoy.config.route.v3.RouteConfiguration", false),
  VIRTUAL_HOST("type.googleapis.com/envoy.config.route.v3.VirtualHost", false);

  /** What every proxy is made of: a session looks after these even before they are asked for. */
  public static final Set<XdsType> MAIN =
      Collections.unmodifiableSet(EnumSet.of(SECRET, CLUSTER, ENDPOINT, LISTENER, ROUTE));

  private static final Map<String, XdsType> BY_URL = new HashMap<>();

  static {
    for (XdsType type : values()) {
      BY_URL.put(type.typeUrl, type);
    }
  }

  private final String typeUrl;
  private final boolean fullState;

  XdsType(String typeUrl, boolean fullState) {
    this.typeUrl = typeUrl;
    this.fullState = fullState;
  }

  /** The type URL on the wire. */
  public String typeUrl() {
    return typeUrl;
  }

  /**
   * Whether a SotW response carries the full set, absence meaning removal; these are also the types
   * with wildcard subscriptions.
   */
  public boolean fullState() {
    return fullState;
  }

  /** The type with that URL, or null when it is not served. */
  public static @Nullable XdsType ofTypeUrl(String typeUrl) {
    return BY_URL.get(typeUrl);
  }
}
