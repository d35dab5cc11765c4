package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.observed.ProxyView;
import io.apg.mesh.v1.ProxyObject;
import io.apg.mesh.v1.ProxyRejection;
import io.apg.mesh.v1.ProxyTypeStatus;
import java.time.Instant;

/** Proxies as messages. */
final class ProxyMapping {
  private ProxyMapping() {}

  static ProxyObject toProto(ProxyView proxy) {
    ProxyObject.Builder message =
        ProxyObject.newBuilder()
            .setNodeId(proxy.nodeId())
            .setServiceId(proxy.serviceId())
            .setService(proxy.service())
            .setTenant(proxy.tenant())
            .setNamespace(proxy.namespace())
            .setRole(Enums.ROLE.toProto(proxy.role()))
            .setVersion(proxy.version())
            .setAddress(proxy.address())
            .setProtocol(proxy.protocol())
            .setConnectedSince(Times.toProto(proxy.connectedSince()))
            .setStatus(Enums.SYNC.toProto(proxy.status()))
            .setServedRevision(proxy.servedRevision())
            .setAckedRevision(proxy.ackedRevision());
    proxy.types().forEach((type, view) -> message.putTypes(type, toProto(view)));
    return message.build();
  }

  private static ProxyTypeStatus toProto(ProxyView.TypeView type) {
    ProxyTypeStatus.Builder message =
        ProxyTypeStatus.newBuilder()
            .setStatus(Enums.SYNC.toProto(type.status()))
            .setServed(type.served())
            .setAcked(type.acked())
            .setResources(type.resources())
            .addAllWaitingFor(type.waitingFor());
    Instant ackedAt = type.ackedAt();
    if (ackedAt != null) {
      message.setAckedAt(Times.toProto(ackedAt));
    }
    ProxyView.Rejection rejection = type.rejection();
    if (rejection != null) {
      message.setError(
          ProxyRejection.newBuilder()
              .setMessage(rejection.message())
              .addAllObjects(rejection.objects().stream().map(Findings::toProto).toList())
              .addAllResources(rejection.resources())
              .setTime(Times.toProto(rejection.time())));
    }
    return message.build();
  }
}
