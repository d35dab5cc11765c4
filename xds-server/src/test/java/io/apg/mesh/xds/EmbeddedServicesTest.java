package io.apg.mesh.xds;

import static io.apg.mesh.xds.EmbeddedServer.ack;
import static io.apg.mesh.xds.EmbeddedServer.ask;
import static io.apg.mesh.xds.EmbeddedServer.names;
import static io.apg.mesh.xds.EmbeddedServer.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.apg.mesh.embed.ResourceSet;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.core.v3.TypedExtensionConfig;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.ScopedRouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.cluster.v3.ClusterDiscoveryServiceGrpc;
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
import io.envoyproxy.envoy.service.runtime.v3.Runtime;
import io.envoyproxy.envoy.service.runtime.v3.RuntimeDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.secret.v3.SecretDiscoveryServiceGrpc;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every type that can be published is served, by its own service and by ADS. */
class EmbeddedServicesTest {
  static Stream<Arguments> services() {
    return Stream.of(
        Arguments.of(
            EmbeddedServer.cluster("x", 1),
            ClusterDiscoveryServiceGrpc.getStreamClustersMethod(),
            ClusterDiscoveryServiceGrpc.getDeltaClustersMethod()),
        Arguments.of(
            EmbeddedServer.assignment("x", 1),
            EndpointDiscoveryServiceGrpc.getStreamEndpointsMethod(),
            EndpointDiscoveryServiceGrpc.getDeltaEndpointsMethod()),
        Arguments.of(
            Listener.newBuilder().setName("x").build(),
            ListenerDiscoveryServiceGrpc.getStreamListenersMethod(),
            ListenerDiscoveryServiceGrpc.getDeltaListenersMethod()),
        Arguments.of(
            RouteConfiguration.newBuilder().setName("x").build(),
            RouteDiscoveryServiceGrpc.getStreamRoutesMethod(),
            RouteDiscoveryServiceGrpc.getDeltaRoutesMethod()),
        Arguments.of(
            ScopedRouteConfiguration.newBuilder().setName("x").build(),
            ScopedRoutesDiscoveryServiceGrpc.getStreamScopedRoutesMethod(),
            ScopedRoutesDiscoveryServiceGrpc.getDeltaScopedRoutesMethod()),
        Arguments.of(
            Secret.newBuilder().setName("x").build(),
            SecretDiscoveryServiceGrpc.getStreamSecretsMethod(),
            SecretDiscoveryServiceGrpc.getDeltaSecretsMethod()),
        Arguments.of(
            Runtime.newBuilder().setName("x").build(),
            RuntimeDiscoveryServiceGrpc.getStreamRuntimeMethod(),
            RuntimeDiscoveryServiceGrpc.getDeltaRuntimeMethod()),
        Arguments.of(
            TypedExtensionConfig.newBuilder().setName("x").build(),
            ExtensionConfigDiscoveryServiceGrpc.getStreamExtensionConfigsMethod(),
            ExtensionConfigDiscoveryServiceGrpc.getDeltaExtensionConfigsMethod()));
  }

  @ParameterizedTest
  @MethodSource("services")
  void aTypeIsServedByItsOwnServiceAndByAds(
      Message message,
      MethodDescriptor<DiscoveryRequest, DiscoveryResponse> sotw,
      MethodDescriptor<DeltaDiscoveryRequest, DeltaDiscoveryResponse> delta)
      throws Exception {
    String type = "type.googleapis.com/" + message.getDescriptorForType().getFullName();
    try (EmbeddedServer xds = EmbeddedServer.start()) {
      xds.cache.publish("g", ResourceSet.of(message));
      // The service knows its type; the answer says it.
      DiscoveryResponse first = new HandClient<>(xds.channel, sotw).send(ask("", "x")).next();
      assertThat(first.getTypeUrl()).isEqualTo(type);
      assertThat(first.getResources(0).getTypeUrl()).isEqualTo(type);
      assertThat(first.getResources(0).getValue()).isEqualTo(message.toByteString());
      DeltaDiscoveryResponse second =
          new HandClient<>(xds.channel, delta).send(subscribe("", "x")).next();
      assertThat(second.getTypeUrl()).isEqualTo(type);
      assertThat(names(second)).containsExactly("x");
      HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> ads = xds.delta();
      DeltaDiscoveryResponse third = ads.send(subscribe(type, "x")).next();
      assertThat(third.getResources(0).getResource().getValue()).isEqualTo(message.toByteString());
      ads.send(ack(third)).expectNothing();
      xds.cache.clear("g");
      xds.cache.publish("g", ResourceSet.EMPTY);
      assertThat(ads.next().getRemovedResourcesList()).containsExactly("x");
    }
  }

  @Test
  void virtualHostsAreServedByTheirPath() throws Exception {
    VirtualHost host = VirtualHost.newBuilder().setName("h").addDomains("h").build();
    try (EmbeddedServer xds = EmbeddedServer.start()) {
      xds.cache.publish(
          "g",
          ResourceSet.EMPTY
              .edit()
              .put(XdsType.VIRTUAL_HOST, "routes/h", host.toByteString())
              .build());
      DeltaDiscoveryResponse response =
          new HandClient<>(
                  xds.channel, VirtualHostDiscoveryServiceGrpc.getDeltaVirtualHostsMethod())
              .send(subscribe("", "routes/h"))
              .next();
      assertThat(names(response)).containsExactly("routes/h");
    }
  }

  @Test
  void whatCannotBeServedIsRefusedByName() {
    assertThatThrownBy(() -> ResourceSet.of(com.google.protobuf.Duration.getDefaultInstance()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("type: type.googleapis.com/google.protobuf.Duration")
        .hasMessageContaining("envoy.config.cluster.v3.Cluster");
    assertThatThrownBy(() -> ResourceSet.of(Listener.getDefaultInstance()))
        .hasMessageContaining("[type=LISTENER] name: ''");
    ResourceSet.Edit edit = ResourceSet.EMPTY.edit();
    assertThatThrownBy(() -> edit.put("type.googleapis.com/x.Y", "n", ByteString.EMPTY))
        .hasMessageContaining("type.googleapis.com/x.Y");
    assertThatThrownBy(() -> edit.version("")).hasMessageContaining("version: empty");
    assertThatThrownBy(() -> edit.replace(XdsType.CLUSTER, List.of(Listener.getDefaultInstance())))
        .isInstanceOf(IllegalArgumentException.class);
    ResourceSet based = ResourceSet.EMPTY.edit().base(ResourceSet.EMPTY).build();
    assertThatThrownBy(() -> edit.base(based)).hasMessageContaining("base: has a base");
  }
}
