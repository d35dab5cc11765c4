package io.apg.mesh.controlplane.security;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.apg.mesh.v1.Access;
import io.apg.mesh.v1.AnnotationsProto;
import io.apg.mesh.v1.ApplyProto;
import io.apg.mesh.v1.EventsProto;
import io.apg.mesh.v1.ExplainProto;
import io.apg.mesh.v1.FindingsProto;
import io.apg.mesh.v1.HealthProto;
import io.apg.mesh.v1.LoadBalancersProto;
import io.apg.mesh.v1.ProxiesProto;
import io.apg.mesh.v1.ProxyConfigProto;
import io.apg.mesh.v1.RevisionsProto;
import io.apg.mesh.v1.RollbackProto;
import io.apg.mesh.v1.RoutesProto;
import io.apg.mesh.v1.ServicesProto;
import io.apg.mesh.v1.TokensProto;
import io.envoyproxy.envoy.service.status.v3.ClientStatusDiscoveryServiceGrpc;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What each method of the admin API asks of its caller: the option {@code access} in the proto
 * files. A method without it, or one that is not known, is nobody's. Immutable.
 */
final class MethodAccess {
  private final Map<String, Access> byMethod;

  private MethodAccess(Map<String, Access> byMethod) {
    this.byMethod = Map.copyOf(byMethod);
  }

  /** The admin API, gRPC's own services on its port, and CSDS. */
  static MethodAccess ofAdminApi() {
    Map<String, Access> access = new HashMap<>();
    Stream.of(
            ApplyProto.getDescriptor(),
            EventsProto.getDescriptor(),
            FindingsProto.getDescriptor(),
            TokensProto.getDescriptor(),
            RollbackProto.getDescriptor(),
            ProxyConfigProto.getDescriptor(),
            ExplainProto.getDescriptor(),
            HealthProto.getDescriptor(),
            LoadBalancersProto.getDescriptor(),
            ProxiesProto.getDescriptor(),
            RevisionsProto.getDescriptor(),
            RoutesProto.getDescriptor(),
            ServicesProto.getDescriptor())
        .flatMap(file -> file.getServices().stream())
        .map(ServiceDescriptor::getMethods)
        .forEach(methods -> methods.forEach(method -> access.put(name(method), access(method))));
    // The API's form is no secret (/api/openapi.json is open too), and probes have no token.
    for (String open :
        new String[] {
          "grpc.health.v1.Health/Check",
          "grpc.health.v1.Health/Watch",
          "grpc.health.v1.Health/List",
          "grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
          "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"
        }) {
      access.put(open, Access.ACCESS_OPEN);
    }
    // On the port of proxies; none of them is to see the others.
    ClientStatusDiscoveryServiceGrpc.getServiceDescriptor()
        .getMethods()
        .forEach(method -> access.put(method.getFullMethodName(), Access.ACCESS_VIEWER));
    return new MethodAccess(access);
  }

  Access of(String fullMethodName) {
    return byMethod.getOrDefault(fullMethodName, Access.ACCESS_UNSPECIFIED);
  }

  private static String name(MethodDescriptor method) {
    return method.getService().getFullName() + "/" + method.getName();
  }

  private static Access access(MethodDescriptor method) {
    return method.getOptions().getExtension(AnnotationsProto.access);
  }
}
