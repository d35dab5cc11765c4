package io.apg.mesh.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service whose cluster proxies may still use although nothing leads to it any more: it was
 * deleted, or its last route was pointed elsewhere.
 *
 * @param routed whether a route had led to it: then proxies know its cluster that do not see the
 *     service, gateways above all
 * @param remains what it was, where it was deleted; null = it is there, without a route
 * @param since the revision that made it so
 */
public record Leaving(String serviceId, boolean routed, @Nullable Remains remains, long since) {

  /**
   * What a deleted service was.
   *
   * @param loadBalancer the one it named, as it was; null = none
   */
  public record Remains(
      Service service, @Nullable LoadBalancer loadBalancer, List<Endpoint> endpoints) {
    public Remains {
      endpoints = List.copyOf(endpoints);
    }
  }
}
