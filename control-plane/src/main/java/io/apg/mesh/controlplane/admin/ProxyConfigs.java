package io.apg.mesh.controlplane.admin;

import io.apg.mesh.controlplane.observed.Inspector;
import io.apg.mesh.controlplane.observed.ServedConfig;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.v1.GetProxyConfigRequest;
import io.apg.mesh.v1.GetProxyConfigResponse;
import io.apg.mesh.v1.ProxyConfigServiceGrpc;
import io.apg.mesh.v1.ServedType;
import io.grpc.stub.StreamObserver;

/** What proxies are served, over gRPC. */
final class ProxyConfigs extends ProxyConfigServiceGrpc.ProxyConfigServiceImplBase {
  private final Calls calls;
  private final Inspector inspector;

  ProxyConfigs(Calls calls, Inspector inspector) {
    this.calls = calls;
    this.inspector = inspector;
  }

  @Override
  public void getProxyConfig(
      GetProxyConfigRequest request, StreamObserver<GetProxyConfigResponse> observer) {
    calls.read(observer, () -> get(request));
  }

  private GetProxyConfigResponse get(GetProxyConfigRequest request) {
    ServedConfig config =
        inspector
            .served(Principal.current().tenant(), request.getNodeId())
            .orElseThrow(() -> Refusals.notFound("proxy", request.getNodeId()));
    String wanted = request.getType();
    if (request.hasType() && config.types().stream().noneMatch(t -> t.word().equals(wanted))) {
      throw Refusals.parameter("type", wanted, "cds, eds, lds, srds or rds");
    }
    GetProxyConfigResponse.Builder response =
        GetProxyConfigResponse.newBuilder()
            .setNodeId(request.getNodeId())
            .setRevision(config.revision());
    config.types().stream()
        .filter(type -> !request.hasType() || type.word().equals(wanted))
        .forEach(type -> response.addTypes(toProto(type)));
    return response.build();
  }

  private static ServedType toProto(ServedConfig.Type type) {
    ServedType.Builder message =
        ServedType.newBuilder().setType(type.word()).setVersion(type.version());
    for (ServedConfig.Item item : type.resources()) {
      message
          .addResourcesBuilder()
          .setName(item.name())
          .setVersion(item.version())
          .addAllObjects(item.objects().stream().map(Findings::toProto).toList())
          .setBody(item.body());
    }
    return message.build();
  }
}
