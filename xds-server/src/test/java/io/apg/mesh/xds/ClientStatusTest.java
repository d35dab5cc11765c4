package io.apg.mesh.xds;

import static io.apg.mesh.xds.EmbeddedServer.CLUSTER;
import static io.apg.mesh.xds.EmbeddedServer.ENDPOINT;
import static io.apg.mesh.xds.EmbeddedServer.SECRET;
import static io.apg.mesh.xds.EmbeddedServer.ack;
import static io.apg.mesh.xds.EmbeddedServer.ask;
import static io.apg.mesh.xds.EmbeddedServer.assignment;
import static io.apg.mesh.xds.EmbeddedServer.cluster;
import static io.apg.mesh.xds.EmbeddedServer.nack;
import static io.apg.mesh.xds.EmbeddedServer.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Any;
import io.apg.mesh.embed.GroupCache;
import io.apg.mesh.embed.ResourceSet;
import io.apg.mesh.snapshot.Node;
import io.envoyproxy.envoy.admin.v3.ClientResourceStatus;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.status.v3.ClientConfig;
import io.envoyproxy.envoy.service.status.v3.ClientConfig.GenericXdsConfig;
import io.envoyproxy.envoy.service.status.v3.ClientStatusDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.status.v3.ClientStatusRequest;
import io.envoyproxy.envoy.service.status.v3.ClientStatusResponse;
import io.envoyproxy.envoy.service.status.v3.ConfigStatus;
import io.envoyproxy.envoy.type.matcher.v3.NodeMatcher;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** CSDS over a real connection: what clients were sent, and what they said to it. */
class ClientStatusTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private EmbeddedServer xds;

  private enum Mode {
    AS_PUBLISHED,
    MAKE_BEFORE_BREAK
  }

  private void start(Mode mode) throws IOException {
    GroupCache<String> cache =
        mode == Mode.AS_PUBLISHED
            ? GroupCache.asPublished(Node::cluster)
            : GroupCache.makeBeforeBreak(Node::cluster);
    xds = EmbeddedServer.start(cache, XdsServer.Builder::clientStatus);
  }

  @AfterEach
  void stop() {
    xds.close();
  }

  private List<ClientConfig> fetch(ClientStatusRequest request) {
    return ClientStatusDiscoveryServiceGrpc.newBlockingStub(xds.channel)
        .fetchClientStatus(request)
        .getConfigList();
  }

  private Map<String, GenericXdsConfig> status() {
    List<ClientConfig> configs = fetch(ClientStatusRequest.getDefaultInstance());
    return configs.isEmpty()
        ? Map.of()
        : configs.get(0).getGenericXdsConfigsList().stream()
            .collect(Collectors.toMap(GenericXdsConfig::getName, Function.identity()));
  }

  private ConfigStatus status(String name) {
    return status().getOrDefault(name, GenericXdsConfig.getDefaultInstance()).getConfigStatus();
  }

  private void becomes(String name, ConfigStatus status) {
    await().atMost(SOON).untilAsserted(() -> assertThat(status(name)).isEqualTo(status));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void everyResourceHasAStatus(Mode mode) throws Exception {
    start(mode);
    Secret secret = Secret.newBuilder().setName("s").build();
    xds.cache.publish("g", ResourceSet.of(cluster("a", 1), assignment("a-load", 1), secret));
    HandClient<DeltaDiscoveryRequest, DeltaDiscoveryResponse> stream = xds.delta();
    stream.send(subscribe(CLUSTER));
    DeltaDiscoveryResponse clusters = stream.next();
    Instant before = Instant.now().minusSeconds(60);
    becomes("a", ConfigStatus.STALE);
    assertThat(status().get("a").getLastUpdated().getSeconds())
        .isGreaterThan(before.getEpochSecond());
    stream.send(ack(clusters));
    becomes("a", ConfigStatus.SYNCED);
    GenericXdsConfig synced = status().get("a");
    assertThat(synced.getTypeUrl()).isEqualTo(CLUSTER);
    assertThat(synced.getVersionInfo()).isEqualTo(clusters.getResources(0).getVersion());
    assertThat(synced.getXdsConfig().unpack(Cluster.class)).isEqualTo(cluster("a", 1));
    assertThat(synced.getClientStatus()).isEqualTo(ClientResourceStatus.UNKNOWN);
    assertThat(synced.hasErrorState()).isFalse();
    stream.send(subscribe(ENDPOINT, "missing", "a-load"));
    becomes("missing", ConfigStatus.NOT_SENT);
    becomes("a-load", ConfigStatus.STALE);
    stream.send(subscribe(SECRET, "s"));
    becomes("s", ConfigStatus.STALE);
    assertThat(status().get("s").hasXdsConfig()).isFalse();
    ClientConfig config = fetch(ClientStatusRequest.getDefaultInstance()).get(0);
    assertThat(config.getNode().getId()).isEqualTo("n");
    assertThat(config.getNode().getCluster()).isEqualTo("g");
    assertThat(
            fetch(ClientStatusRequest.newBuilder().setExcludeResourceContents(true).build())
                .get(0)
                .getGenericXdsConfigsList())
        .noneMatch(GenericXdsConfig::hasXdsConfig)
        .anyMatch(one -> one.getName().equals("a"));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aRefusalIsToldInTheClientsWords(Mode mode) throws Exception {
    start(mode);
    ResourceSet set = ResourceSet.of(assignment("a", 1), assignment("b", 1));
    xds.cache.publish("g", set);
    HandClient<DiscoveryRequest, DiscoveryResponse> stream = xds.sotw();
    DiscoveryResponse good = stream.send(ask(ENDPOINT, "a", "b")).next();
    stream.send(ack(good, "a", "b"));
    becomes("a", ConfigStatus.SYNCED);
    String version = status().get("a").getVersionInfo();
    xds.cache.publish("g", set.edit().put(assignment("a", 2)).build());
    stream.send(nack(stream.next(), good.getVersionInfo(), "a", "b"));
    becomes("a", ConfigStatus.ERROR);
    GenericXdsConfig refused = status().get("a");
    assertThat(refused.getErrorState().getDetails()).isEqualTo("refused by hand");
    assertThat(refused.getErrorState().getVersionInfo()).isNotEmpty().isNotEqualTo(version);
    assertThat(refused.getErrorState().getLastUpdateAttempt().getSeconds()).isPositive();
    assertThat(refused.getVersionInfo()).isEqualTo(version); // what the client has
    assertThat(status("b")).isEqualTo(ConfigStatus.SYNCED);
    xds.cache.publish("g", set.edit().put(assignment("a", 3)).build());
    DiscoveryResponse next = stream.next();
    while (!next.getResourcesList().contains(Any.pack(assignment("a", 3)))) {
      next = stream.send(ack(next, "a", "b")).next(); // what it is told to go back to
    }
    stream.send(ack(next, "a", "b"));
    becomes("a", ConfigStatus.SYNCED);
    assertThat(status().get("a").hasErrorState()).isFalse();
  }

  @Test
  void aStreamOfQuestionsIsAnswered() throws Exception {
    start(Mode.AS_PUBLISHED);
    xds.cache.publish("g", ResourceSet.of(cluster("a", 1)));
    HandClient<ClientStatusRequest, ClientStatusResponse> questions =
        new HandClient<>(
            xds.channel, ClientStatusDiscoveryServiceGrpc.getStreamClientStatusMethod());
    assertThat(questions.send(ClientStatusRequest.getDefaultInstance()).next().getConfigList())
        .isEmpty();
    HandClient<DiscoveryRequest, DiscoveryResponse> stream = xds.sotw();
    stream.send(ask(CLUSTER)).next();
    assertThat(questions.send(ClientStatusRequest.getDefaultInstance()).next().getConfigList())
        .hasSize(1);
    ClientStatusRequest.Builder senseless = ClientStatusRequest.newBuilder();
    senseless.addNodeMatchersBuilder().getNodeIdBuilder().getSafeRegexBuilder().setRegex("(");
    questions.send(senseless.build());
    assertThat(questions.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThatThrownBy(() -> fetch(senseless.build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getDescription()).contains("safe_regex: ("));
  }

  @Test
  void matchersChooseNodes() throws Exception {
    start(Mode.AS_PUBLISHED);
    xds.cache.publish("g", ResourceSet.of(cluster("a", 1)));
    for (String id : List.of("one", "two")) {
      DiscoveryRequest first = ask(CLUSTER).toBuilder().setNode(EmbeddedServer.node(id)).build();
      xds.sotw().send(first).next();
    }
    ClientStatusRequest.Builder request = ClientStatusRequest.newBuilder();
    NodeMatcher.Builder matcher = request.addNodeMatchersBuilder();
    matcher.getNodeIdBuilder().setPrefix("ON").setIgnoreCase(true);
    assertThat(fetch(request.build()))
        .extracting(config -> config.getNode().getId())
        .containsExactly("one");
    request.addNodeMatchersBuilder().getNodeIdBuilder().setExact("two");
    assertThat(fetch(request.build())).hasSize(2);
  }
}
