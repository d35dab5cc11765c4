package io.apg.mesh.controlplane.mapping;

import io.apg.mesh.registry.LoadBalancer;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.registry.Resolution;
import io.apg.mesh.registry.Service;
import io.apg.mesh.registry.TenantState;
import java.util.ArrayList;
import java.util.List;

/** What gRPC libraries cannot do of what a registry asks for. */
public final class GrpcLimits {
  private GrpcLimits() {}

  /** Findings of a tenant that has such clients; costs its services and load balancers. */
  public static List<Finding> findings(TenantState state) {
    List<Finding> findings = new ArrayList<>();
    for (Service service : state.services().values()) {
      if (service.resolution() == Resolution.PROXY) {
        findings.add(
            new Finding(
                Finding.Code.NOT_FOR_GRPC,
                ObjectKind.SERVICE,
                service.id(),
                "gRPC clients without a proxy resolve no names: their calls are UNAVAILABLE",
                "leave resolution to the control plane, or let them call through a sidecar"));
      }
    }
    for (LoadBalancer balancer : state.loadBalancers().values()) {
      List<String> limits = state.servicesOf(balancer.id()).isEmpty() ? List.of() : of(balancer);
      if (!limits.isEmpty()) {
        findings.add(
            new Finding(
                Finding.Code.NOT_FOR_GRPC,
                ObjectKind.LOAD_BALANCER,
                balancer.id(),
                "gRPC clients without a proxy have " + String.join(", and ", limits),
                "let them call through a sidecar where that matters"));
      }
    }
    return findings;
  }

  private static List<String> of(LoadBalancer balancer) {
    List<String> limits = new ArrayList<>();
    if (balancer.algorithm() == LoadBalancer.Algorithm.MAGLEV) {
      limits.add("ring_hash in place of maglev");
    }
    if (Balancers.affinity(balancer) != null) {
      limits.add("no session affinity");
    }
    return limits;
  }
}
