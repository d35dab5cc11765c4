package io.apg.mesh.controlplane.admin;

import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.DestinationSpec;
import io.apg.mesh.registry.Route;
import io.apg.mesh.registry.RouteSpec;
import io.apg.mesh.v1.RouteObject;
import io.apg.mesh.v1.WeightedDestination;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Routes as messages, and back. */
final class RouteMapping {
  private RouteMapping() {}

  static Change.PutRoute toChange(Change.Mode mode, RouteObject route, Faults faults) {
    return new Change.PutRoute(mode, toSpec(route, faults), expectedRevision(route));
  }

  static @Nullable Long expectedRevision(RouteObject route) {
    return route.hasExpectedRevision() ? route.getExpectedRevision() : null;
  }

  static RouteObject toProto(Route route) {
    RouteObject.Builder message =
        RouteObject.newBuilder()
            .setRouteId(route.id())
            .setRouteName(route.name())
            .addAllHosts(route.hosts())
            .setMatchType(Enums.MATCH_TYPE.toProto(route.matchType()))
            .setMatchValue(route.matchValue())
            .addAllMethods(route.methods())
            .addAllHeaders(route.headers().stream().map(ConditionMapping::toProto).toList())
            .addAllQuery(route.query().stream().map(ConditionMapping::toProto).toList())
            .addAllRetryOn(route.retryOn())
            .setPriority(route.priority())
            .setEnabled(route.enabled())
            .putAllLabels(route.labels())
            .setCreatedAt(Times.toProto(route.stamps().createdAt()))
            .setUpdatedAt(Times.toProto(route.stamps().updatedAt()))
            .setRevision(route.stamps().revision());
    route
        .destinations()
        .forEach(
            destination ->
                message
                    .addDestinationServicesBuilder()
                    .setServiceId(destination.serviceId())
                    .setWeight(destination.weight()));
    Integer timeout = route.timeoutMs();
    if (timeout != null) {
      message.setTimeoutMs(timeout);
    }
    Integer attempts = route.retryAttempts();
    if (attempts != null) {
      message.setRetryAttempts(attempts);
    }
    return message.build();
  }

  private static RouteSpec toSpec(RouteObject route, Faults faults) {
    List<DestinationSpec> destinations =
        route.getDestinationServicesList().stream().map(RouteMapping::toSpec).toList();
    return new RouteSpec(
        route.hasRouteId() ? route.getRouteId() : null,
        route.hasRouteName() ? route.getRouteName() : null,
        route.getHostsList(),
        faults.word("match_type", route.hasMatchType(), route.getMatchType(), Enums.MATCH_TYPE),
        route.hasMatchValue() ? route.getMatchValue() : null,
        route.getMethodsList(),
        ConditionMapping.toConditions("headers", route.getHeadersList(), faults),
        ConditionMapping.toConditions("query", route.getQueryList(), faults),
        destinations.isEmpty() ? null : destinations,
        route.hasTimeoutMs() ? route.getTimeoutMs() : null,
        route.hasRetryAttempts() ? route.getRetryAttempts() : null,
        route.getRetryOnList(),
        route.hasPriority() ? route.getPriority() : null,
        route.hasEnabled() ? route.getEnabled() : null,
        route.getLabelsMap());
  }

  static DestinationSpec toSpec(WeightedDestination destination) {
    return new DestinationSpec(
        destination.hasServiceId() ? destination.getServiceId() : null,
        destination.hasService() ? destination.getService() : null,
        destination.hasWeight() ? destination.getWeight() : null);
  }
}
