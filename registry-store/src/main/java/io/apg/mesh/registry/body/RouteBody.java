package io.apg.mesh.registry.body;

import io.apg.mesh.registry.Destination;
import io.apg.mesh.registry.MatchType;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.Stamps;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link Route} as stored. */
record RouteBody(
    String routeId,
    String routeName,
    List<String> hosts,
    MatchType matchType,
    String matchValue,
    List<String> methods,
    List<ConditionBody> headers,
    List<ConditionBody> query,
    List<Destination> destinationServices,
    @Nullable Integer timeoutMs,
    @Nullable Integer retryAttempts,
    List<String> retryOn,
    int priority,
    boolean enabled,
    Map<String, String> labels,
    Instant createdAt,
    Instant updatedAt,
    long revision) {
  static RouteBody of(Route route) {
    return new RouteBody(
        route.id(),
        route.name(),
        route.hosts(),
        route.matchType(),
        route.matchValue(),
        route.methods(),
        route.headers().stream().map(ConditionBody::of).toList(),
        route.query().stream().map(ConditionBody::of).toList(),
        route.destinations(),
        route.timeoutMs(),
        route.retryAttempts(),
        route.retryOn(),
        route.priority(),
        route.enabled(),
        route.labels(),
        route.stamps().createdAt(),
        route.stamps().updatedAt(),
        route.stamps().revision());
  }

  Route toRoute() {
    return new Route(
        routeId,
        routeName,
        hosts,
        matchType,
        matchValue,
        methods,
        headers.stream().map(ConditionBody::toCondition).toList(),
        query.stream().map(ConditionBody::toCondition).toList(),
        destinationServices,
        timeoutMs,
        retryAttempts,
        retryOn,
        priority,
        enabled,
        labels,
        new Stamps(createdAt, updatedAt, revision));
  }
}
