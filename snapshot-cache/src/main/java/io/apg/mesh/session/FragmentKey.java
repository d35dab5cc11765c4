package io.apg.mesh.session;

import io.apg.mesh.snapshot.XdsType;
import org.jspecify.annotations.Nullable;

/**
 * The unit of rejection: a cluster, a load assignment, a listener, or one virtual host.
 *
 * @param name of the resource
 * @param host the virtual host inside a route configuration; null = the whole resource
 */
public record FragmentKey(XdsType type, String name, @Nullable String host) {
  static FragmentKey of(String routeConfig, String host) {
    return new FragmentKey(XdsType.ROUTE, routeConfig, host);
  }

  static FragmentKey of(XdsType type, String name) {
    return new FragmentKey(type, name, null);
  }

  /** Whether it is a virtual host of that route configuration. */
  boolean isHostOf(String routeConfig) {
    return type == XdsType.ROUTE && host != null && name.equals(routeConfig);
  }
}
