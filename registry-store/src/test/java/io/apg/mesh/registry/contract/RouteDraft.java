package io.apg.mesh.registry.contract;

import io.apg.mesh.registry.Condition;
import io.apg.mesh.registry.DestinationSpec;
import io.apg.mesh.registry.MatchType;
import io.apg.mesh.registry.RouteSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts together what a client says of a route. Not thread-safe. */
public final class RouteDraft {
  private @Nullable String routeId;
  private @Nullable String routeName;
  private @Nullable List<String> hosts;
  private @Nullable MatchType matchType;
  private @Nullable String matchValue;
  private @Nullable List<String> methods;
  private @Nullable List<Condition> headers;
  private @Nullable List<Condition> query;
  private @Nullable List<DestinationSpec> destinations;
  private @Nullable Integer timeoutMs;
  private @Nullable Integer retryAttempts;
  private @Nullable List<String> retryOn;
  private @Nullable Integer priority;
  private @Nullable Boolean enabled;
  private @Nullable Map<String, String> labels;

  private RouteDraft() {}

  /** Nothing said. */
  public static RouteDraft empty() {
    return new RouteDraft();
  }

  /** A route for paths under a prefix. */
  public static RouteDraft route(String name, String prefix, DestinationSpec... destinations) {
    return empty().routeName(name).matchValue(prefix).destinations(destinations);
  }

  /** Says routeId. */
  public RouteDraft routeId(@Nullable String value) {
    routeId = value;
    return this;
  }

  /** Says routeName. */
  public RouteDraft routeName(@Nullable String value) {
    routeName = value;
    return this;
  }

  /** Says hosts. */
  public RouteDraft hosts(String... values) {
    hosts = List.of(values);
    return this;
  }

  /** Says matchType. */
  public RouteDraft matchType(@Nullable MatchType value) {
    matchType = value;
    return this;
  }

  /** Says matchValue. */
  public RouteDraft matchValue(@Nullable String value) {
    matchValue = value;
    return this;
  }

  /** Says methods. */
  public RouteDraft methods(String... values) {
    methods = List.of(values);
    return this;
  }

  /** Says headers. */
  public RouteDraft headers(Condition... values) {
    headers = List.of(values);
    return this;
  }

  /** Says query. */
  public RouteDraft query(Condition... values) {
    query = List.of(values);
    return this;
  }

  /** Says destinations. */
  public RouteDraft destinations(DestinationSpec... values) {
    destinations = List.of(values);
    return this;
  }

  /** Says timeoutMs. */
  public RouteDraft timeoutMs(@Nullable Integer value) {
    timeoutMs = value;
    return this;
  }

  /** Says retryAttempts. */
  public RouteDraft retryAttempts(@Nullable Integer value) {
    retryAttempts = value;
    return this;
  }

  /** Says retryOn. */
  public RouteDraft retryOn(String... values) {
    retryOn = List.of(values);
    return this;
  }

  /** Says priority. */
  public RouteDraft priority(@Nullable Integer value) {
    priority = value;
    return this;
  }

  /** Says enabled. */
  public RouteDraft enabled(@Nullable Boolean value) {
    enabled = value;
    return this;
  }

  /** Says labels. */
  public RouteDraft labels(@Nullable Map<String, String> value) {
    labels = value;
    return this;
  }

  RouteSpec spec() {
    return new RouteSpec(
        routeId,
        routeName,
        hosts,
        matchType,
        matchValue,
        methods,
        headers,
        query,
        destinations,
        timeoutMs,
        retryAttempts,
        retryOn,
        priority,
        enabled,
        labels);
  }
}
