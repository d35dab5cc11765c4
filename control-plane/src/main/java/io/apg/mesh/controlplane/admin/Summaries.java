package io.apg.mesh.controlplane.admin;

import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.EndpointSpec;
import io.apg.mesh.registry.LoadBalancerSpec;
import io.apg.mesh.registry.RouteSpec;
import io.apg.mesh.registry.ServiceSpec;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One line for the list of revisions. */
final class Summaries {
  private Summaries() {}

  static String of(Change change) {
    if (change instanceof Change.PutService put) {
      ServiceSpec spec = put.spec();
      return word(put.mode()) + " service " + first(spec.serviceId(), spec.serviceName());
    }
    if (change instanceof Change.PutRoute put) {
      RouteSpec spec = put.spec();
      return word(put.mode()) + " route " + first(spec.routeId(), spec.routeName());
    }
    if (change instanceof Change.PutLoadBalancer put) {
      LoadBalancerSpec spec = put.spec();
      String what = first(spec.loadBalancerId(), spec.loadBalancerName());
      return word(put.mode()) + " load balancer " + what;
    }
    if (change instanceof Change.PutEndpoint put) {
      EndpointSpec spec = put.spec();
      String address = spec.host() + ":" + spec.port();
      return word(put.mode()) + " endpoint " + first(spec.endpointId(), address);
    }
    if (change instanceof Change.Delete delete) {
      return "delete " + delete.kind().title() + " " + delete.id();
    }
    if (change instanceof Change.SetStatus set) {
      return "set status of " + set.serviceId() + " to " + word(set.status());
    }
    if (change instanceof Change.SetDestinations set) {
      return "split traffic of " + set.routeId();
    }
    if (change instanceof Change.Edit edit) {
      return "edit " + edit.kind().title() + " " + edit.id();
    }
    return "observe addresses";
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String first(@Nullable String id, @Nullable String name) {
    return id != null ? id : String.valueOf(name);
  }
}
