package io.apg.mesh.registry;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A traffic route: which requests, and where they go.
 *
 * @param hosts lower-case host names; empty = every host (design: where a route applies)
 * @param timeoutMs milliseconds; null = the configured default; 0 = none
 * @param retryAttempts null = the configured default
 * @param retryOn Envoy's words; empty = the default conditions
 * @param priority higher first
 */
public record Route(
    String id,
    String name,
    List<String> hosts,
    MatchType matchType,
    String matchValue,
    List<String> methods,
    List<Condition> headers,
    List<Condition> query,
    List<Destination> destinations,
    @Nullable Integer timeoutMs,
    @Nullable Integer retryAttempts,
    List<String> retryOn,
    int priority,
    boolean enabled,
    Map<String, String> labels,
    Stamps stamps) {
  public Route {
    hosts = List.copyOf(hosts);
    methods = List.copyOf(methods);
    headers = List.copyOf(headers);
    query = List.copyOf(query);
    destinations = List.copyOf(destinations);
    retryOn = List.copyOf(retryOn);
    labels = Map.copyOf(labels);
  }

  /** The same with other stamps. */
  public Route withStamps(Stamps newStamps) {
    return copy(destinations, newStamps);
  }

  /** The same with other destinations. */
  public Route withDestinations(List<Destination> newDestinations) {
    return copy(newDestinations, stamps);
  }

  private Route copy(List<Destination> newDestinations, Stamps newStamps) {
    return new Route(
        id,
        name,
        hosts,
        matchType,
        matchValue,
        methods,
        headers,
        query,
        newDestinations,
        timeoutMs,
        retryAttempts,
        retryOn,
        priority,
        enabled,
        labels,
        newStamps);
  }
}
