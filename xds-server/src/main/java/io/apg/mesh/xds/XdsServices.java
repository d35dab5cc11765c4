package io.apg.mesh.xds;

import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.service.cluster.v3.ClusterDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.endpoint.v3.EndpointDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.extension.v3.ExtensionConfigDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.listener.v3.ListenerDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.route.v3.RouteDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.route.v3.ScopedRoutesDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.route.v3.VirtualHostDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.runtime.v3.RuntimeDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.secret.v3.SecretDiscoveryServiceGrpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gRPC services: ADS, and one for each type. */
final class XdsServices {
  private final XdsContext context;

  XdsServices(XdsContext context) {
    this.context = context;
  }

  List<ServerServiceDefinition> all() {
    return List.of(
        service(
            null,
            AggregatedDiscoveryServiceGrpc.getServiceDescriptor(),
            AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod(),
            AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod(),
            null),
        service(
            XdsType.SECRET,
            SecretDiscoveryServiceGrpc.getServiceDescriptor(),
            SecretDiscoveryServiceGrpc.getStreamSecretsMethod(),
            SecretDiscoveryServiceGrpc.getDeltaSecretsMethod(),
            SecretDiscoveryServiceGrpc.getFetchSecretsMethod()),
        service(
            XdsType.CLUSTER,
            ClusterDiscoveryServiceGrpc.getServiceDescriptor(),
            ClusterDiscoveryServiceGrpc.getStreamClustersMethod(),
            ClusterDiscoveryServiceGrpc.getDeltaClustersMethod(),
            ClusterDiscoveryServiceGrpc.getFetchClustersMethod()),
        service(
            XdsType.ENDPOINT,
            EndpointDiscoveryServiceGrpc.getServiceDescriptor(),
            EndpointDiscoveryServiceGrpc.getStreamEndpointsMethod(),
            EndpointDiscoveryServiceGrpc.getDeltaEndpointsMethod(),
            EndpointDiscoveryServiceGrpc.getFetchEndpointsMethod()),
        service(
            XdsType.LISTENER,
            ListenerDiscoveryServiceGrpc.getServiceDescriptor(),
            ListenerDiscoveryServiceGrpc.getStreamListenersMethod(),
            ListenerDiscoveryServiceGrpc.getDeltaListenersMethod(),
            ListenerDiscoveryServiceGrpc.getFetchListenersMethod()),
        service(
            XdsType.ROUTE,
            RouteDiscoveryServiceGrpc.getServiceDescriptor(),
            RouteDiscoveryServiceGrpc.getStreamRoutesMethod(),
            RouteDiscoveryServiceGrpc.getDeltaRoutesMethod(),
            RouteDiscoveryServiceGrpc.getFetchRoutesMethod()),
        service(
            XdsType.SCOPED_ROUTE,
            ScopedRoutesDiscoveryServiceGrpc.getServiceDescriptor(),
            ScopedRoutesDiscoveryServiceGrpc.getStreamScopedRoutesMethod(),
            ScopedRoutesDiscoveryServiceGrpc.getDeltaScopedRoutesMethod(),
            ScopedRoutesDiscoveryServiceGrpc.getFetchScopedRoutesMethod()),
        service(
            XdsType.RUNTIME,
            RuntimeDiscoveryServiceGrpc.getServiceDescriptor(),
            RuntimeDiscoveryServiceGrpc.getStreamRuntimeMethod(),
            RuntimeDiscoveryServiceGrpc.getDeltaRuntimeMethod(),
            RuntimeDiscoveryServiceGrpc.getFetchRuntimeMethod()),
        service(
            XdsType.EXTENSION_CONFIG,
            ExtensionConfigDiscoveryServiceGrpc.getServiceDescriptor(),
            ExtensionConfigDiscoveryServiceGrpc.getStreamExtensionConfigsMethod(),
            ExtensionConfigDiscoveryServiceGrpc.getDeltaExtensionConfigsMethod(),
            ExtensionConfigDiscoveryServiceGrpc.getFetchExtensionConfigsMethod()),
        service(
            XdsType.VIRTUAL_HOST,
            VirtualHostDiscoveryServiceGrpc.getServiceDescriptor(),
            null,
            VirtualHostDiscoveryServiceGrpc.getDeltaVirtualHostsMethod(),
            null));
  }

  private ServerServiceDefinition service(
      @Nullable XdsType type,
      ServiceDescriptor descriptor,
      @Nullable MethodDescriptor<DiscoveryRequest, DiscoveryResponse> stream,
      MethodDescriptor<DeltaDiscoveryRequest, DeltaDiscoveryResponse> delta,
      @Nullable MethodDescriptor<DiscoveryRequest, DiscoveryResponse> fetch) {
    List<MethodDescriptor<Wire.Incoming, Outgoing>> methods = new ArrayList<>(2);
    ServiceDescriptor.Builder service =
        ServiceDescriptor.newBuilder(descriptor.getName())
            .setSchemaDescriptor(descriptor.getSchemaDescriptor());
    if (stream != null) {
      methods.add(new SotwWire().method(stream));
    }
    methods.add(new DeltaWire().method(delta));
    methods.forEach(service::addMethod);
    if (fetch != null) {
      service.addMethod(fetch);
    }
    ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(service.build());
    for (MethodDescriptor<Wire.Incoming, Outgoing> method : methods) {
      definition.addMethod(method, open(method, type));
    }
    if (fetch != null) {
      definition.addMethod(
          fetch,
          ServerCalls.asyncUnaryCall(
              (request, observer) -> ServerCalls.asyncUnimplementedUnaryCall(fetch, observer)));
    }
    return definition.build();
  }

  private ServerCallHandler<Wire.Incoming, Outgoing> open(
      MethodDescriptor<Wire.Incoming, Outgoing> method, @Nullable XdsType only) {
    Wire wire = ((IncomingMarshaller) method.getRequestMarshaller()).wire();
    return (call, headers) -> open(call, wire, only);
  }

  private ServerCall.Listener<Wire.Incoming> open(
      ServerCall<Wire.Incoming, Outgoing> call, Wire wire, @Nullable XdsType only) {
    if (!context.begin()) {
      context.observe(observer -> observer.turnedAway(XdsObserver.TurnedAway.STREAMS));
      call.close(
          Status.RESOURCE_EXHAUSTED.withDescription("streams: too many (expected: fewer)"),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
    XdsStream stream = new XdsStream(call, wire, only, context);
    if (stream.open()) {
      call.request(1);
    }
    return stream;
  }
}
