package io.apg.mesh.controlplane.observed;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes, and which object decides that.
 *
 * @param from a service by id, or {@code gateway}
 * @param namespace empty for gateways
 * @param port where connections of a tcp service are dialled; 0 = it is a request
 * @param virtualHost empty = none takes it
 * @param domain that one's domain that fits
 * @param route name of the route that takes it; empty = none does
 * @param match what that route takes
 * @param object what it was made from; null = nobody takes the request
 * @param answer what the proxy says by itself; null = the request goes on
 * @param passedOver routes that come before, and why they do not take it
 * @param revision of the registry that this shows
 */
public record Explanation(
    String from,
    String namespace,
    String host,
    int port,
    String virtualHost,
    String domain,
    String route,
    String match,
    @Nullable ObjectRef object,
    List<Destination> destinations,
    @Nullable Answer answer,
    List<Passed> passedOver,
    long revision) {
  public Explanation {
    destinations = List.copyOf(destinations);
    passedOver = List.copyOf(passedOver);
  }

  /** The same, where the proxy answers before it looks for a route. */
  public Explanation withAnswer(Answer own) {
    return new Explanation(
        from,
        namespace,
        host,
        port,
        virtualHost,
        domain,
        route,
        match,
        object,
        destinations,
        own,
        passedOver,
        revision);
  }

  /** A share of the requests. */
  public record Destination(String cluster, int weight, List<Address> endpoints) {
    public Destination {
      endpoints = List.copyOf(endpoints);
    }
  }

  /** An endpoint, as proxies have it. */
  public record Address(String address, String health, int weight, String zone, int priority) {}

  /** What a proxy says by itself. */
  public record Answer(int status, String body) {}

  /** A route that does not take the request. */
  public record Passed(String route, ObjectRef object, String reason) {}
}
