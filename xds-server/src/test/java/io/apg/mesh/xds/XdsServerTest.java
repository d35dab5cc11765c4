package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.apg.mesh.session.Answer;
import io.apg.mesh.session.Form;
import io.apg.mesh.session.Nack;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Extension;
import io.envoyproxy.envoy.service.cluster.v3.ClusterDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.envoyproxy.envoy.service.endpoint.v3.EndpointDiscoveryServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The server over real connections, driven by hand. */
class XdsServerTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String CLUSTER = XdsType.CLUSTER.typeUrl();
  private static final String ENDPOINT = XdsType.ENDPOINT.typeUrl();

  private final MemorySource source = new MemorySource();
  private final EnvoyMesh mesh = new EnvoyMesh().service("a", 1).service("b", 2);
  private final List<String> events = new CopyOnWriteArrayList<>();
  private XdsServer server;
  private ManagedChannel channel;

  private final class Recorder implements XdsObserver {
    @Override
    public void opened(StreamStatus stream) {
      events.add("opened " + stream.node().id());
      if (stream.node().id().equals("observer fails")) {
        throw new IllegalStateException("this observer fails");
      }
    }

    @Override
    public void closed(StreamStatus stream) {
      events.add("closed " + stream.node().id());
    }

    @Override
    public void acknowledged(Node node, Answer answer) {
      events.add("ack " + node.id() + " " + answer.type());
    }

    @Override
    public void refused(Node node, Nack nack) {
      events.add("nack " + node.id() + " " + nack.type() + " " + nack.names() + nack.origins());
    }
  }

  @BeforeEach
  void start() throws IOException {
    server =
        XdsServer.builder(source).observer(new Recorder()).identifier("cp-1").maxStreams(5).start();
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port())
            .usePlaintext()
            .flowControlWindow(65_535)
            .build();
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow();
    server.close(Duration.ofSeconds(1));
    assertThat(channel.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
  }

  private HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> delta() {
    return new HandClient<>(
        channel, AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod());
  }

  private HandClient<DiscoveryRequest, DiscoveryResponse> sotw() {
    return new HandClient<>(
        channel, AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod());
  }

  private static io.envoyproxy.envoy.config.core.v3.Node node(String id) {
    return io.envoyproxy.envoy.config.core.v3.Node.newBuilder().setId(id).build();
  }

  private static DeltaDiscoveryRequest first(String node, String type, String... names) {
    return subscribe(type, names).toBuilder().setNode(node(node)).build();
  }

  private static DeltaDiscoveryRequest subscribe(String type, String... names) {
    return DeltaDiscoveryRequest.newBuilder()
        .setTypeUrl(type)
        .addAllResourceNamesSubscribe(List.of(names))
        .build();
  }

  private static List<String> names(DeltaDiscoveryResponse response) {
    return response.getResourcesList().stream().map(Resource::getName).toList();
  }

  @Test
  void deltaExchange() throws Exception {
    source.publish(mesh.publish());
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> client = delta();
    DeltaDiscoveryResponse clusters = client.send(first("n", CLUSTER)).next();
    assertThat(names(clusters)).containsExactly("a", "b");
    assertThat(clusters.getTypeUrl()).isEqualTo(CLUSTER);
    assertThat(clusters.getControlPlane().getIdentifier()).isEqualTo("cp-1");
    assertThat(clusters.getNonce()).isNotEmpty();
    assertThat(clusters.getResources(0).getVersion()).isNotEmpty();
    assertThat(clusters.getResources(0).getResource().unpack(Cluster.class).getName())
        .isEqualTo("a");
    client.send(
        DeltaDiscoveryRequest.newBuilder()
            .setTypeUrl(CLUSTER)
            .setResponseNonce(clusters.getNonce())
            .build());
    assertThat(names(client.send(subscribe(ENDPOINT, "a")).next())).containsExactly("a");
    source.publish(mesh.endpoints("a", 5).endpoints("b", 6).publish());
    assertThat(names(client.next())).containsExactly("a");
    client.expectNothing();
    client.halfClose();
    assertThat(client.status().isOk()).isTrue();
    await().atMost(SOON).until(() -> events.contains("closed n"));
    assertThat(events).containsExactly("opened n", "ack n CLUSTER", "closed n");
    assertThat(source.followers()).isZero();
    assertThat(server.streams().size()).isZero();
  }

  @Test
  void sotwExchangeAndRefusal() throws Exception {
    source.publish(mesh.publish());
    HandClient<DiscoveryRequest, DiscoveryResponse> client = sotw();
    DiscoveryRequest request =
        DiscoveryRequest.newBuilder().setNode(node("n")).setTypeUrl(CLUSTER).build();
    DiscoveryResponse clusters = client.send(request).next();
    assertThat(clusters.getResourcesCount()).isEqualTo(2);
    assertThat(clusters.getVersionInfo()).isNotEmpty();
    assertThat(clusters.getResources(1).unpack(Cluster.class).getName()).isEqualTo("b");
    client.send(
        DiscoveryRequest.newBuilder()
            .setTypeUrl(CLUSTER)
            .setResponseNonce(clusters.getNonce())
            .setErrorDetail(com.google.rpc.Status.newBuilder().setCode(13).setMessage("b: no"))
            .build());
    await().atMost(SOON).until(() -> events.contains("nack n CLUSTER [b][cluster/b]"));
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(server.streams().ofNode("n"))
                    .singleElement()
                    .satisfies(
                        status -> {
                          assertThat(status.form()).isEqualTo(Form.SOTW);
                          assertThat(status.peer()).contains("127.0.0.1");
                          assertThat(status.session().of(XdsType.CLUSTER).error().message())
                              .isEqualTo("b: no");
                        }));
    client.cancel();
    await().atMost(SOON).until(() -> server.streams().size() == 0);
    assertThat(server.streams().rejections("n")).hasSize(1);
    HandClient<DiscoveryRequest, DiscoveryResponse> again = sotw();
    assertThat(again.send(request).next().getResourcesCount()).isEqualTo(1);
  }

  @Test
  void perTypeServices() throws Exception {
    source.publish(mesh.publish());
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> clusters =
        new HandClient<>(channel, ClusterDiscoveryServiceGrpc.getDeltaClustersMethod());
    assertThat(names(clusters.send(first("n", "")).next())).containsExactly("a", "b");
    HandClient<DiscoveryRequest, DiscoveryResponse> endpoints =
        new HandClient<>(channel, EndpointDiscoveryServiceGrpc.getStreamEndpointsMethod());
    DiscoveryRequest request =
        DiscoveryRequest.newBuilder().setNode(node("n")).addResourceNames("b").build();
    DiscoveryResponse response = endpoints.send(request).next();
    assertThat(response.getTypeUrl()).isEqualTo(ENDPOINT);
    assertThat(server.streams().ofNode("n")).hasSize(2).noneMatch(StreamStatus::aggregated);
    endpoints.send(DiscoveryRequest.newBuilder().setTypeUrl(CLUSTER).build());
    assertThat(endpoints.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void fetchIsNotImplemented() {
    Assertions.assertThatThrownBy(
            () ->
                ClientCalls.blockingUnaryCall(
                    channel,
                    ClusterDiscoveryServiceGrpc.getFetchClustersMethod(),
                    io.grpc.CallOptions.DEFAULT,
                    DiscoveryRequest.getDefaultInstance()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
  }

  @Test
  void z9_unknownTypeDoesNotEndTheStream() throws Exception {
    source.publish(mesh.publish());
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> client = delta();
    client.send(first("n", "type.googleapis.com/some.Unknown", "x"));
    assertThat(names(client.send(subscribe(CLUSTER)).next())).containsExactly("a", "b");
  }

  @Test
  void a3_missingTypeIsAnError() throws Exception {
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> client = delta();
    client.send(first("n", ""));
    assertThat(client.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(client.status().getDescription()).startsWith("type_url: ");
    assertThat(source.followers()).isZero();
  }

  @Test
  void z11_z17_nodeIsReadOnceAndItsExtensionsAreDropped() throws Exception {
    source.publish(mesh.publish());
    io.envoyproxy.envoy.config.core.v3.Node.Builder node =
        node("n").toBuilder().setUserAgentName("envoy").setCluster("c").addClientFeatures("f");
    node.getUserAgentBuildVersionBuilder().getVersionBuilder().setMajorNumber(1).setMinorNumber(40);
    for (int i = 0; i < 500; i++) {
      node.addExtensions(Extension.newBuilder().setName("extension" + i));
    }
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> client = delta();
    client.send(subscribe(CLUSTER).toBuilder().setNode(node).build());
    client.next();
    client.send(subscribe(ENDPOINT, "a"));
    client.next();
    assertThat(source.nodes)
        .singleElement()
        .satisfies(
            read -> {
              assertThat(read.id()).isEqualTo("n");
              assertThat(read.cluster()).isEqualTo("c");
              assertThat(read.userAgentName()).isEqualTo("envoy");
              assertThat(read.userAgentVersion()).isEqualTo("1.40.0");
              assertThat(read.clientFeatures()).containsExactly("f");
            });
  }

  @Test
  void z16_aStreamThatFailsTouchesNoOther() throws Exception {
    source.publish(mesh.publish());
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> good = delta();
    good.send(first("good", CLUSTER)).next();
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> refused = delta();
    refused.send(first("refused", CLUSTER));
    assertThat(refused.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> broken = delta();
    broken.send(first("throws", CLUSTER));
    assertThat(broken.status().getCode()).isEqualTo(Status.Code.INTERNAL);
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> observed = delta();
    observed.send(first("observer fails", CLUSTER)).next();
    source.publish(mesh.service("c", 3).publish());
    assertThat(names(good.next())).containsExactly("c");
    assertThat(names(observed.next())).containsExactly("c");
    assertThat(source.followers()).isEqualTo(2);
  }

  @Test
  void z18_aReaderThatDoesNotReadGetsTheNewestAndDelaysNobody() throws Exception {
    Cluster settings =
        Cluster.newBuilder().setAltStatName("x".repeat(200)).build(); // to fill buffers
    for (int i = 0; i < 3000; i++) {
      mesh.cluster("big" + i, settings);
    }
    source.publish(mesh.publish());
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> slow = delta();
    slow.send(first("slow", CLUSTER)).send(subscribe(ENDPOINT, "a"));
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> fast = delta();
    fast.send(first("fast", ENDPOINT, "a")).next();
    Snapshot last = null;
    for (int i = 1; i <= 50; i++) {
      last = mesh.endpoints("a", i).publish();
      source.publish(last);
      fast.next();
    }
    Map<String, String> clusters = new HashMap<>();
    List<String> assignments = new ArrayList<>();
    String newest = last.resource(XdsType.ENDPOINT, "a").version();
    while (clusters.size() < 3002 || !assignments.contains(newest)) {
      for (Resource resource : slow.next().getResourcesList()) {
        if (resource.getResource().getTypeUrl().equals(ENDPOINT)) {
          assignments.add(resource.getVersion());
        } else {
          assertThat(clusters.put(resource.getName(), resource.getVersion())).isNull();
        }
      }
    }
    assertThat(assignments).hasSizeLessThan(50);
  }

  @Test
  void h7_aLargeReconnectIsTakenInAndQuiet() throws Exception {
    for (int i = 0; i < 20_000; i++) {
      mesh.cluster("a_service_with_quite_a_long_name_" + i, Cluster.getDefaultInstance());
    }
    Snapshot snapshot = mesh.publish();
    source.publish(snapshot);
    DeltaDiscoveryRequest.Builder request = first("n", CLUSTER).toBuilder();
    snapshot
        .resources(XdsType.CLUSTER)
        .forEach(r -> request.putInitialResourceVersions(r.name(), r.version()));
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> client = delta();
    client.send(request.build());
    await().atMost(SOON).until(() -> server.streams().size() == 1);
    client.expectNothing();
    source.publish(mesh.service("one more", 1).publish());
    assertThat(names(client.next())).containsExactly("one more");
  }

  @Test
  void twoStreamsOfOneNode() throws Exception {
    source.publish(mesh.publish());
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> one = delta();
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> two = delta();
    DeltaDiscoveryResponse first = one.send(first("n", CLUSTER)).next();
    DeltaDiscoveryResponse other = two.send(first("n", CLUSTER)).next();
    assertThat(first.getNonce()).isNotEqualTo(other.getNonce());
    assertThat(server.streams().ofNode("n")).hasSize(2);
  }

  @Test
  void tooManyStreamsAreRefused() throws Exception {
    source.publish(mesh.publish());
    for (int i = 0; i < 5; i++) {
      delta().send(first("n" + i, CLUSTER)).next();
    }
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> sixth = delta();
    sixth.send(first("n6", CLUSTER));
    assertThat(sixth.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void closeTellsClients() throws Exception {
    source.publish(mesh.publish());
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> client = delta();
    client.send(first("n", CLUSTER)).next();
    server.close(Duration.ofSeconds(5));
    assertThat(client.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(source.followers()).isZero();
  }

  @Test
  void aSnapshotThatIsNotThereYetIsWaitedFor() throws Exception {
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> client = delta();
    client.send(first("n", CLUSTER));
    await().atMost(SOON).until(() -> server.streams().size() == 1);
    source.publish(mesh.publish());
    assertThat(names(client.next())).containsExactly("a", "b");
  }
}
