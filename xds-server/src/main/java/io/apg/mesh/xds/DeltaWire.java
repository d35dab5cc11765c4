package io.apg.mesh.xds;

import io.apg.mesh.session.DeltaRequest;
import io.apg.mesh.session.Form;
import io.apg.mesh.session.XdsRequest;
import io.apg.mesh.session.XdsResponse;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import org.jspecify.annotations.Nullable;

/** Incremental messages. */
final class DeltaWire implements Wire<DeltaDiscoveryRequest, DeltaDiscoveryResponse> {
  @Override
  public Form form() {
    return Form.DELTA;
  }

  @Override
  public @Nullable Node node(DeltaDiscoveryRequest request) {
    return request.hasNode() ? request.getNode() : null;
  }

  @Override
  public String typeUrl(DeltaDiscoveryRequest request) {
    return request.getTypeUrl();
  }

  @Override
  public XdsRequest parse(XdsType type, DeltaDiscoveryRequest request) {
    return new DeltaRequest(
        type,
        request.getResponseNonce(),
        request.getResourceNamesSubscribeList(),
        request.getResourceNamesUnsubscribeList(),
        request.getInitialResourceVersionsMap(),
        Wire.error(request.hasErrorDetail(), request.getErrorDetail()));
  }

  @Override
  public DeltaDiscoveryResponse encode(XdsResponse response, String controlPlane) {
    DeltaDiscoveryResponse.Builder builder =
        DeltaDiscoveryResponse.newBuilder()
            .setSystemVersionInfo(response.version())
            .setTypeUrl(response.type().typeUrl())
            .setNonce(response.nonce())
            .addAllRemovedResources(response.removed())
            .setControlPlane(ControlPlane.newBuilder().setIdentifier(controlPlane));
    for (Resource resource : response.resources()) {
      builder.addResources(
          io.envoyproxy.envoy.service.discovery.v3.Resource.newBuilder()
              .setName(resource.name())
              .setVersion(resource.version())
              .setResource(SotwWire.any(resource)));
    }
    return builder.build();
  }
}
