package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import io.apg.mesh.embed.GroupCache;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A server as a program embeds it, on a real connection, and the words to talk to it. */
final class EmbeddedServer implements AutoCloseable {
  static final String CLUSTER = XdsType.CLUSTER.typeUrl();
  static final String ENDPOINT = XdsType.ENDPOINT.typeUrl();
  static final String LISTENER = XdsType.LISTENER.typeUrl();
  static final String ROUTE = XdsType.ROUTE.typeUrl();
  static final String SECRET = XdsType.SECRET.typeUrl();

  final GroupCache<String> cache;
  final XdsServer server;
  final ManagedChannel channel;

  private EmbeddedServer(GroupCache<String> cache, XdsServer server) {
    this.cache = cache;
    this.server = server;
    this.channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
  }

  /** One whose groups are the clusters that nodes are in. */
  static EmbeddedServer start() throws IOException {
    return start(GroupCache.asPublished(Node::cluster), builder -> builder);
  }

  static EmbeddedServer start(GroupCache<String> cache, UnaryOperator<XdsServer.Builder> more)
      throws IOException {
    return new EmbeddedServer(cache, more.apply(XdsServer.builder(cache)).start());
  }

  HandClient<DiscoveryRequest, DiscoveryResponse> sotw() {
    return new HandClient<>(
        channel, AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod());
  }

  HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> delta() {
    return new HandClient<>(
        channel, AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod());
  }

  /** A node of the group g. */
  static io.envoyproxy.envoy.config.core.v3.Node node(String id) {
    return io.envoyproxy.envoy.config.core.v3.Node.newBuilder().setId(id).setCluster("g").build();
  }

  static DiscoveryRequest ask(String type, String... names) {
    return DiscoveryRequest.newBuilder()
        .setNode(node("n"))
        .setTypeUrl(type)
        .addAllResourceNames(List.of(names))
        .build();
  }

  /** The next request, which accepts a response. */
  static DiscoveryRequest ack(DiscoveryResponse response, String... names) {
    return ask(response.getTypeUrl(), names).toBuilder()
        .setVersionInfo(response.getVersionInfo())
        .setResponseNonce(response.getNonce())
        .build();
  }

  static DiscoveryRequest nack(DiscoveryResponse response, String accepted, String... names) {
    return ack(response, names).toBuilder()
        .setVersionInfo(accepted)
        .setErrorDetail(error())
        .build();
  }

  static com.google.rpc.Status error() {
    return com.google.rpc.Status.newBuilder().setCode(13).setMessage("refused by hand").build();
  }

  static DeltaDiscoveryRequest subscribe(String type, String... names) {
    return DeltaDiscoveryRequest.newBuilder()
        .setNode(node("n"))
        .setTypeUrl(type)
        .addAllResourceNamesSubscribe(List.of(names))
        .build();
  }

  static DeltaDiscoveryRequest unsubscribe(String type, String... names) {
    return subscribe(type).toBuilder().addAllResourceNamesUnsubscribe(List.of(names)).build();
  }

  static DeltaDiscoveryRequest again(String type, Map<String, String> had, String... names) {
    return subscribe(type, names).toBuilder().putAllInitialResourceVersions(had).build();
  }

  static DeltaDiscoveryRequest ack(DeltaDiscoveryResponse response) {
    return subscribe(response.getTypeUrl()).toBuilder()
        .setResponseNonce(response.getNonce())
        .build();
  }

  static DeltaDiscoveryRequest nack(DeltaDiscoveryResponse response) {
    return ack(response).toBuilder().setErrorDetail(error()).build();
  }

  static List<String> names(DeltaDiscoveryResponse response) {
    return response.getResourcesList().stream().map(Resource::getName).toList();
  }

  static List<String> clusters(DiscoveryResponse response) throws IOException {
    List<String> names = new ArrayList<>();
    for (Any any : response.getResourcesList()) {
      names.add(any.unpack(Cluster.class).getName());
    }
    return names;
  }

  static List<String> assignments(DiscoveryResponse response) throws IOException {
    List<String> names = new ArrayList<>();
    for (Any any : response.getResourcesList()) {
      names.add(any.unpack(ClusterLoadAssignment.class).getClusterName());
    }
    return names;
  }

  /** A cluster that differs by its time-out. */
  static Cluster cluster(String name, int seconds) {
    Cluster.Builder cluster = Cluster.newBuilder().setName(name).setType(Cluster.DiscoveryType.EDS);
    cluster.getEdsClusterConfigBuilder().getEdsConfigBuilder().getAdsBuilder();
    cluster.getConnectTimeoutBuilder().setSeconds(seconds);
    return cluster.build();
  }

  static ClusterLoadAssignment assignment(String name, int port) {
    ClusterLoadAssignment.Builder load = ClusterLoadAssignment.newBuilder().setClusterName(name);
    load.addEndpointsBuilder()
        .addLbEndpointsBuilder()
        .getEndpointBuilder()
        .getAddressBuilder()
        .getSocketAddressBuilder()
        .setAddress("127.0.0.1")
        .setPortValue(port);
    return load.build();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.close(Duration.ofSeconds(1));
    try {
      assertThat(channel.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
