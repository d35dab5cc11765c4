package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.apg.mesh.snapshot.Node;
import io.apg.mesh.snapshot.XdsType;
import io.envoyproxy.envoy.config.core.v3.Extension;
import io.envoyproxy.envoy.service.cluster.v3.ClusterDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.envoyproxy.envoy.service.endpoint.v3.EndpointDiscoveryServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which streams are one client, and what a client may hold. */
class ClientsTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String CLUSTER = XdsType.CLUSTER.typeUrl();
  private static final String ENDPOINT = XdsType.ENDPOINT.typeUrl();
  private static final String LISTENER = XdsType.LISTENER.typeUrl();

  private final MemorySource source = new MemorySource();
  private final EnvoyMesh mesh = new EnvoyMesh().service("a", 1).service("b", 2);
  private final List<XdsObserver.TurnedAway> turnedAway = new CopyOnWriteArrayList<>();
  private final List<ManagedChannel> channels = new ArrayList<>();
  private @Nullable XdsServer server;

  private XdsServer.Builder builder() {
    return XdsServer.builder(source)
        .observer(
            new XdsObserver() {
              @Override
              public void turnedAway(TurnedAway why) {
                turnedAway.add(why);
              }
            });
  }

  private XdsServer start(XdsServer.Builder builder) throws IOException {
    source.publish(mesh.publish());
    XdsServer started = builder.start();
    server = started;
    return started;
  }

  private ManagedChannel connection(XdsServer to) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", to.port()).usePlaintext().build();
    channels.add(channel);
    return channel;
  }

  @AfterEach
  void stop() {
    channels.forEach(ManagedChannel::shutdownNow);
    if (server != null) {
      server.close(Duration.ofSeconds(1));
    }
  }

  private static HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> ads(
      ManagedChannel channel) {
    return stream(channel, AggregatedDiscoveryServiceGrpc.getDeltaAggregatedResourcesMethod());
  }

  private static HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> stream(
      ManagedChannel channel,
      MethodDescriptor<DeltaDiscoveryRequest, DeltaDiscoveryResponse> method) {
    return new HandClient<>(channel, method);
  }

  private static DeltaDiscoveryRequest first(String agent, String type, String... names) {
    return request(type, names).toBuilder()
        .setNode(
            io.envoyproxy.envoy.config.core.v3.Node.newBuilder().setId("n").setUserAgentName(agent))
        .build();
  }

  private static DeltaDiscoveryRequest request(String type, String... names) {
    return DeltaDiscoveryRequest.newBuilder()
        .setTypeUrl(type)
        .addAllResourceNamesSubscribe(List.of(names))
        .build();
  }

  private static List<String> names(DeltaDiscoveryResponse response) {
    return response.getResourcesList().stream().map(Resource::getName).toList();
  }

  private static Set<String> clients(XdsServer of) {
    Set<String> clients = new TreeSet<>();
    of.streams().ofNode("n").forEach(stream -> clients.add(stream.client()));
    return clients;
  }

  @Test
  void g7_twoAdsStreamsThatShareTheTypesAreOneClient() throws Exception {
    XdsServer on = start(builder());
    for (ManagedChannel other : List.of(connection(on), connection(on))) {
      HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> one = ads(channels.get(0));
      HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> two = ads(other);
      assertThat(names(one.send(first("armeria", CLUSTER)).next()))
          .containsExactlyInAnyOrder("a", "b");
      assertThat(names(two.send(first("armeria", ENDPOINT, "a")).next())).containsExactly("a");
      assertThat(on.streams().ofNode("n")).hasSize(2);
      assertThat(clients(on)).hasSize(1);
      assertThat(source.followers()).isEqualTo(1);
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(on.streams().ofNode("n"))
                      .as("what travels on the second")
                      .anySatisfy(
                          stream ->
                              assertThat(stream.session().types())
                                  .containsOnlyKeys(XdsType.ENDPOINT)));
      one.cancel();
      two.cancel();
      await().atMost(SOON).until(() -> on.streams().size() == 0 && source.followers() == 0);
    }
  }

  @Test
  void g7_whoAsksForWhatAnotherStreamHasIsSomebodyElse() throws Exception {
    XdsServer on = start(builder());
    ManagedChannel channel = connection(on);
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> one = ads(channel);
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> two = ads(channel);
    one.send(first("x", CLUSTER)).next();
    two.send(first("x", LISTENER)); // may be one client until here
    assertThat(names(two.send(request(CLUSTER)).next())).isEmpty(); // no listeners
    assertThat(names(two.next())).containsExactlyInAnyOrder("a", "b");
    assertThat(source.followers()).isEqualTo(2);
    source.publish(mesh.service("c", 3).publish());
    assertThat(names(one.next())).containsExactly("c");
    assertThat(names(two.next())).containsExactly("c");
    two.cancel();
    await().atMost(SOON).until(() -> source.followers() == 1);
  }

  @Test
  void g7_envoysWithOneIdShareNothing_northARestartedOneWithItsOldStream() throws Exception {
    XdsServer on = start(builder());
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> old = ads(connection(on));
    assertThat(names(old.send(first("envoy", CLUSTER)).next())).containsExactly("a", "b");
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> warming = ads(connection(on));
    warming.send(first("envoy", ENDPOINT, "a")).next(); // says nothing about clusters yet
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> restarted = ads(connection(on));
    assertThat(names(restarted.send(first("envoy", CLUSTER)).next()))
        .as("it has nothing, whatever was sent to the other")
        .containsExactly("a", "b");
    assertThat(clients(on)).hasSize(3);
  }

  @Test
  void z17_aNodeIsKeptOnceForAllItsStreams_andOnlyWhatIsWantedOfIt() throws Exception {
    XdsServer on = start(builder().metadata("kept"::equals).maxStreams(300));
    ManagedChannel channel = connection(on);
    io.envoyproxy.envoy.config.core.v3.Node.Builder node =
        io.envoyproxy.envoy.config.core.v3.Node.newBuilder().setId("n").setUserAgentName("envoy");
    Value text = Value.newBuilder().setStringValue("x".repeat(20_000)).build();
    node.setMetadata(Struct.newBuilder().putFields("kept", text).putFields("dropped", text));
    for (int i = 0; i < 500; i++) {
      node.addExtensions(Extension.newBuilder().setName("an.extension.with.a.name." + i));
    }
    stream(channel, ClusterDiscoveryServiceGrpc.getDeltaClustersMethod())
        .send(request("").toBuilder().setNode(node).build())
        .next();
    for (int i = 0; i < 200; i++) {
      stream(channel, EndpointDiscoveryServiceGrpc.getDeltaEndpointsMethod())
          .send(request("", i % 2 == 0 ? "a" : "b").toBuilder().setNode(node).build())
          .next();
    }
    Set<Node> nodes = Collections.newSetFromMap(new IdentityHashMap<>());
    on.streams().list().forEach(stream -> nodes.add(stream.node()));
    assertThat(on.streams().size()).isEqualTo(201);
    assertThat(nodes).hasSize(1);
    assertThat(nodes.iterator().next().metadata().getFieldsMap()).containsOnlyKeys("kept");
    assertThat(clients(on)).hasSize(1);
    source.publish(mesh.endpoints("a", 7).publish());
    assertThat(source.followers()).isEqualTo(1);
  }

  @Test
  void h8_whatIsMerelyOddEndsNoStream() throws Exception {
    XdsServer on = start(builder());
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> odd = ads(connection(on));
    DeltaDiscoveryResponse clusters = odd.send(first("x", CLUSTER)).next();
    odd.send(request("type.googleapis.com/some.Unknown", "x"));
    odd.send(request(CLUSTER).toBuilder().setResponseNonce("never sent").build());
    odd.send(request(ENDPOINT).toBuilder().addResourceNamesUnsubscribe("nobody").build());
    DeltaDiscoveryRequest.Builder refusal =
        request(CLUSTER).toBuilder().setResponseNonce(clusters.getNonce());
    refusal.getErrorDetailBuilder().setCode(13).setMessage("no");
    odd.send(refusal.build()).send(refusal.build());
    assertThat(names(odd.send(request(ENDPOINT, "a")).next())).containsExactly("a");
    assertThat(odd.closed).isNotDone();
    assertThat(turnedAway).isEmpty();
  }

  @Test
  void h8_aStreamThatSubscribesTooManyNamesIsToldSo() throws Exception {
    XdsServer on = start(builder().maxNames(3));
    ManagedChannel channel = connection(on);
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> many = ads(channel);
    many.send(first("x", ENDPOINT, "a", "b", "c")).next();
    many.send(request(ENDPOINT, "b", "c", "a")).next(); // these it has
    many.send(request(ENDPOINT, "d"));
    assertThat(many.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(many.status().getDescription()).isEqualTo("resource_names: 4 (expected: at most 3)");
    assertThat(turnedAway).containsExactly(XdsObserver.TurnedAway.NAMES);
  }

  @Test
  void h7_aStopEndsClientsOneAfterAnother_andThePortIsFreeMeanwhile() throws Exception {
    XdsServer on = start(builder());
    List<HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse>> streams = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> client = ads(connection(on));
      client.send(first("envoy", CLUSTER)).next();
      streams.add(client);
    }
    List<Integer> order = new CopyOnWriteArrayList<>();
    for (int i = 0; i < streams.size(); i++) {
      int number = i;
      CompletableFuture<Void> unused = streams.get(i).closed.thenRun(() -> order.add(number));
    }
    Thread drain = new Thread(() -> on.drain(Duration.ofSeconds(2)), "drain");
    drain.start();
    await().atMost(SOON).until(() -> !order.isEmpty());
    assertThat(order).as("not all at once").hasSizeLessThan(20);
    try (XdsServer next = XdsServer.builder(source).listen("127.0.0.1", on.port()).start()) {
      for (HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> client : streams) {
        assertThat(client.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      }
      drain.join(SOON.toMillis());
      assertThat(drain.isAlive()).isFalse();
      assertThat(order).isNotEqualTo(order.stream().sorted().toList());
      HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> again = ads(channels.get(0));
      assertThat(names(again.send(first("envoy", CLUSTER)).next())).containsExactly("a", "b");
      assertThat(next.streams().size()).isEqualTo(1);
    }
  }

  @Test
  void h7_aConnectionThatIsOldIsToldToGoElsewhere() throws Exception {
    XdsServer on = start(builder().maxConnectionAge(Duration.ofSeconds(1)));
    ManagedChannel channel = connection(on);
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> client = ads(channel);
    client.send(first("x", CLUSTER)).next();
    assertThat(client.status().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(names(ads(channel).send(first("x", CLUSTER)).next()))
        .containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void h7_manyStreamsShareAConnection() throws Exception {
    XdsServer on = start(builder());
    ManagedChannel channel = connection(on);
    for (int i = 0; i < 1_000; i++) {
      stream(channel, EndpointDiscoveryServiceGrpc.getDeltaEndpointsMethod())
          .send(first("envoy", "", "a"))
          .next();
    }
    assertThat(on.streams().size()).isEqualTo(1_000);
    assertThat(on.streams().list()).extracting(StreamStatus::peer).containsOnly(peer(on));
  }

  private static String peer(XdsServer of) {
    return of.streams().list().get(0).peer();
  }
}
