package io.apg.mesh.registry.body;

import io.apg.mesh.registry.Leaving;
import io.apg.mesh.registry.Leaving.Remains;
import io.apg.mesh.registry.LoadBalancer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link Leaving} service as stored. */
record LeavingBody(
    String serviceId,
    boolean routed,
    long since,
    @Nullable ServiceBody service,
    @Nullable LoadBalancerBody loadBalancer,
    List<EndpointBody> endpoints) {
  static LeavingBody of(Leaving leaving) {
    Remains remains = leaving.remains();
    LoadBalancer balancer = remains == null ? null : remains.loadBalancer();
    return new LeavingBody(
        leaving.serviceId(),
        leaving.routed(),
        leaving.since(),
        remains == null ? null : ServiceBody.of(remains.service()),
        balancer == null ? null : LoadBalancerBody.of(balancer),
        remains == null ? List.of() : remains.endpoints().stream().map(EndpointBody::of).toList());
  }

  Leaving toLeaving() {
    Remains remains =
        service == null
            ? null
            : new Remains(
                service.toService(),
                loadBalancer == null ? null : loadBalancer.toLoadBalancer(),
                endpoints.stream().map(EndpointBody::toEndpoint).toList());
    return new Leaving(serviceId, routed, remains, since);
  }
}
