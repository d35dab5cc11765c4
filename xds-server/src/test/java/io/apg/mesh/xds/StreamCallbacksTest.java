package io.apg.mesh.xds;

import static io.apg.mesh.xds.EmbeddedServer.CLUSTER;
import static io.apg.mesh.xds.EmbeddedServer.ENDPOINT;
import static io.apg.mesh.xds.EmbeddedServer.ack;
import static io.apg.mesh.xds.EmbeddedServer.ask;
import static io.apg.mesh.xds.EmbeddedServer.assignment;
import static io.apg.mesh.xds.EmbeddedServer.cluster;
import static io.apg.mesh.xds.EmbeddedServer.nack;
import static io.apg.mesh.xds.EmbeddedServer.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.apg.mesh.embed.GroupCache;
import io.apg.mesh.embed.ResourceSet;
import io.apg.mesh.session.Answer;
import io.apg.mesh.session.ErrorDetail;
import io.apg.mesh.session.SotwRequest;
import io.apg.mesh.session.XdsRequest;
import io.apg.mesh.session.XdsResponse;
import io.apg.mesh.snapshot.Node;
import io.envoyproxy.envoy.service.cluster.v3.ClusterDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a program hears of streams, and how it turns them away. */
class StreamCallbacksTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final List<String> events = new CopyOnWriteArrayList<>();
  private volatile @Nullable RuntimeException onOpen;
  private EmbeddedServer xds;

  private final class Recorder implements StreamCallbacks {
    @Override
    public void opened(StreamInfo stream) {
      events.add("open " + stream.form() + " " + stream.type());
      RuntimeException refusal = onOpen;
      if (refusal != null) {
        throw refusal;
      }
    }

    @Override
    public void requested(StreamInfo stream, Node node, XdsRequest request) {
      ErrorDetail error = request.error();
      String names = request instanceof SotwRequest sotw ? sotw.names().toString() : "";
      events.add("request " + node.id() + " " + request.type() + names);
      if (node.id().equals("unwanted")) {
        throw Status.PERMISSION_DENIED.withDescription("not you").asRuntimeException();
      }
      if (error != null && error.message().equals("fatal")) {
        throw new IllegalStateException("a bug in a callback");
      }
    }

    @Override
    public void answered(StreamInfo stream, Node node, XdsRequest request, Answer answer) {
      events.add(
          answer.nack() == null
              ? "ack " + answer.version()
              : "nack " + answer.version() + " " + answer.nack().message() + answer.nack().names());
    }

    @Override
    public void responded(StreamInfo stream, Node node, XdsResponse response) {
      events.add("response " + response.type() + " " + response.version());
      if (response.version().equals("does no harm")) {
        throw new IllegalStateException(response.version());
      }
    }

    @Override
    public void closed(StreamInfo stream, Status status) {
      events.add("closed " + status.getCode());
    }
  }

  @BeforeEach
  void start() throws IOException {
    xds =
        EmbeddedServer.start(
            GroupCache.asPublished(Node::cluster), builder -> builder.callbacks(new Recorder()));
    xds.cache.publish("g", set("v1"));
  }

  private static ResourceSet set(String version) {
    return ResourceSet.of(cluster("a", 1), assignment("a", 1)).edit().version(version).build();
  }

  @AfterEach
  void stop() {
    xds.close();
  }

  @Test
  void everyMessageIsSeenInOrder() throws Exception {
    HandClient<DiscoveryRequest, DiscoveryResponse> stream = xds.sotw();
    DiscoveryResponse first = stream.send(ask(ENDPOINT, "a")).next();
    stream.send(ack(first, "a"));
    await().atMost(SOON).until(() -> events.contains("ack v1"));
    xds.cache.publish("g", set("v2"));
    stream.send(nack(stream.next(), "v1", "a"));
    await().atMost(SOON).until(() -> events.size() == 8);
    stream.halfClose();
    assertThat(stream.status().getCode()).isEqualTo(Status.Code.OK);
    await().atMost(SOON).until(() -> events.size() == 9);
    assertThat(events)
        .containsExactly(
            "open SOTW null",
            "request n ENDPOINT[a]",
            "response ENDPOINT v1",
            "request n ENDPOINT[a]",
            "ack v1",
            "response ENDPOINT v2",
            "request n ENDPOINT[a]",
            "nack v2 refused by hand[a]",
            "closed OK");
  }

  @Test
  void aStreamIsTurnedAwayWhenItOpens() throws Exception {
    onOpen = Status.UNAUTHENTICATED.withDescription("who are you?").asRuntimeException();
    HandClient<DiscoveryRequest, DiscoveryResponse> stream =
        new HandClient<>(xds.channel, ClusterDiscoveryServiceGrpc.getStreamClustersMethod());
    assertThat(stream.status().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    assertThat(stream.status().getDescription()).isEqualTo("who are you?");
    await().atMost(SOON).until(() -> events.size() == 2);
    assertThat(events).containsExactly("open SOTW CLUSTER", "closed UNAUTHENTICATED");
  }

  @Test
  void aStreamIsTurnedAwayAtARequest() throws Exception {
    HandClient<?, ?> stream =
        xds.delta()
            .send(subscribe(CLUSTER).toBuilder().setNode(EmbeddedServer.node("unwanted")).build());
    assertThat(stream.status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(stream.status().getDescription()).isEqualTo("not you");
    assertThat(xds.server.streams().size()).isZero();
  }

  @Test
  void aBugInACallbackEndsItsStreamOnly() throws Exception {
    HandClient<DiscoveryRequest, DiscoveryResponse> stream = xds.sotw();
    DiscoveryResponse first = stream.send(ask(CLUSTER)).next();
    HandClient<DiscoveryRequest, DiscoveryResponse> other = xds.sotw();
    DiscoveryRequest second = ask(CLUSTER).toBuilder().setNode(EmbeddedServer.node("m")).build();
    other.send(second).next();
    DiscoveryRequest.Builder fatal = nack(first, "").toBuilder();
    fatal.getErrorDetailBuilder().setMessage("fatal");
    stream.send(fatal.build());
    assertThat(stream.status().getCode()).isEqualTo(Status.Code.INTERNAL);
    xds.cache.publish("g", set("does no harm"));
    assertThat(other.next().getVersionInfo()).isEqualTo("does no harm");
    xds.cache.publish("g", set("v3"));
    assertThat(other.next().getVersionInfo()).isEqualTo("v3");
  }
}
