package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.ResourceLocator;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What real messages carry (facts of the xDS protocol, D6, H4, H6). */
class WireRulesTest {
  private final MemorySource source = new MemorySource();
  private final EnvoyMesh mesh = new EnvoyMesh().service("a", 1, 2);
  private XdsServer server;
  private ManagedChannel channel;

  @BeforeEach
  void start() throws IOException {
    server = XdsServer.builder(source).start();
    channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    source.publish(mesh.publish());
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    server.close(Duration.ofSeconds(2));
  }

  private HandClient<DiscoveryRequest, DiscoveryResponse> ads() {
    return new HandClient<>(
        channel, AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod());
  }

  private static DiscoveryRequest.Builder request() {
    return DiscoveryRequest.newBuilder()
        .setNode(Node.newBuilder().setId("test~1"))
        .setTypeUrl(XdsType.ENDPOINT.typeUrl());
  }

  @Test
  void d6_aResourceIsAlwaysWhole() throws Exception {
    HandClient<DiscoveryRequest, DiscoveryResponse> client = ads();
    client.send(request().addResourceNames("a").build());
    assertThat(assignment(client.next()).getEndpoints(0).getLbEndpointsList()).hasSize(2);
    source.publish(mesh.endpoints("a", 1, 2, 3).publish());
    assertThat(assignment(client.next()).getEndpoints(0).getLbEndpointsList())
        .extracting(WireRulesTest::port)
        .containsExactly(1, 2, 3);
  }

  @Test
  void h4_resourceLocatorsAreIgnored() throws Exception {
    HandClient<DiscoveryRequest, DiscoveryResponse> client = ads();
    client.send(
        request()
            .addResourceNames("a")
            .addResourceLocators(ResourceLocator.newBuilder().setName("b"))
            .build());
    assertThat(assignment(client.next()).getClusterName()).isEqualTo("a");
    client.expectNothing();
  }

  @Test
  void h6_theServerDoesNotJudgeContentForTheClient() throws Exception {
    source.publish(mesh.weightless("a").publish());
    HandClient<DiscoveryRequest, DiscoveryResponse> client = ads();
    client.send(request().addResourceNames("a").build());
    LbEndpoint refusedByMany = assignment(client.next()).getEndpoints(0).getLbEndpoints(0);
    assertThat(refusedByMany.hasLoadBalancingWeight()).isTrue();
    assertThat(refusedByMany.getLoadBalancingWeight().getValue()).isZero();
  }

  private static ClusterLoadAssignment assignment(DiscoveryResponse response) throws IOException {
    Any only = response.getResources(0);
    return only.unpack(ClusterLoadAssignment.class);
  }

  private static int port(LbEndpoint endpoint) {
    return endpoint.getEndpoint().getAddress().getSocketAddress().getPortValue();
  }
}
