package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.observed.Deliveries;
import io.apg.mesh.controlplane.observed.Delivery;
import io.apg.mesh.controlplane.observed.ObjectRef;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.registry.ObjectKind;
import io.apg.mesh.v1.DeliveryRejection;
import io.apg.mesh.v1.LoadBalancerObject;
import io.apg.mesh.v1.RouteObject;
import io.apg.mesh.v1.ServiceObject;
import java.util.Optional;

/** Adds to objects of the caller's tenant what proxies refuse of them. */
record DeliveryMapping(Deliveries deliveries) {
  ServiceObject with(ServiceObject service) {
    return find(ObjectKind.SERVICE, service.getServiceId())
        .map(delivery -> service.toBuilder().setDelivery(delivery).build())
        .orElse(service);
  }

  RouteObject with(RouteObject route) {
    return find(ObjectKind.ROUTE, route.getRouteId())
        .map(delivery -> route.toBuilder().setDelivery(delivery).build())
        .orElse(route);
  }

  LoadBalancerObject with(LoadBalancerObject balancer) {
    return find(ObjectKind.LOAD_BALANCER, balancer.getLoadBalancerId())
        .map(delivery -> balancer.toBuilder().setDelivery(delivery).build())
        .orElse(balancer);
  }

  private Optional<io.apg.mesh.v1.Delivery> find(ObjectKind kind, String id) {
    return deliveries
        .of(Principal.current().tenant(), new ObjectRef(kind.word(), id))
        .map(DeliveryMapping::toProto);
  }

  private static io.apg.mesh.v1.Delivery toProto(Delivery delivery) {
    io.apg.mesh.v1.Delivery.Builder message =
        io.apg.mesh.v1.Delivery.newBuilder()
            .setRejectionsTotal(delivery.rejectionsTotal())
            .setWithheldTotal(delivery.withheldTotal());
    for (Delivery.Refused refused : delivery.rejections()) {
      message.addRejections(
          DeliveryRejection.newBuilder()
              .setProxy(refused.proxy())
              .setType(refused.type())
              .setResource(refused.resource())
              .setVirtualHost(refused.virtualHost())
              .setMessage(refused.message())
              .setRevision(refused.revision())
              .setSince(Times.toProto(refused.since())));
    }
    return message.build();
  }
}
