package io.apg.mesh.xds;

import com.google.protobuf.Any;
import io.apg.mesh.session.Form;
import io.apg.mesh.session.SotwRequest;
import io.apg.mesh.session.XdsRequest;
import io.apg.mesh.session.XdsResponse;
import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.core.v3.ControlPlane;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import org.jspecify.annotations.Nullable;

/** State of the world messages. */
final class SotwWire implements Wire<DiscoveryRequest, DiscoveryResponse> {
  @Override
  public Form form() {
    return Form.SOTW;
  }

  @Override
  public @Nullable Node node(DiscoveryRequest request) {
    return request.hasNode() ? request.getNode() : null;
  }

  @Override
  public String typeUrl(DiscoveryRequest request) {
    return request.getTypeUrl();
  }

  @Override
  public XdsRequest parse(XdsType type, DiscoveryRequest request) {
    return new SotwRequest(
        type,
        request.getVersionInfo(),
        request.getResponseNonce(),
        request.getResourceNamesList(),
        Wire.error(request.hasErrorDetail(), request.getErrorDetail()));
  }

  @Override
  public DiscoveryResponse encode(XdsResponse response, String controlPlane) {
    DiscoveryResponse.Builder builder =
        DiscoveryResponse.newBuilder()
            .setVersionInfo(response.version())
            .setTypeUrl(response.type().typeUrl())
            .setNonce(response.nonce())
            .setControlPlane(ControlPlane.newBuilder().setIdentifier(controlPlane));
    for (Resource resource : response.resources()) {
      builder.addResources(any(resource));
    }
    return builder.build();
  }

  /** Wraps the encoded message as it is. */
  static Any any(Resource resource) {
    return Any.newBuilder().setTypeUrl(resource.type().typeUrl()).setValue(resource.body()).build();
  }
}
