package io.apg.mesh.xds;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.embed.GroupCache;
import io.apg.mesh.embed.ResourceSet;
import io.apg.mesh.session.XdsRequest;
import io.apg.mesh.snapshot.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.TlsChannelCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mutual TLS, and callbacks that know by it who calls. */
class EmbeddedTlsTest {
  private static final Context.Key<String> CALLER = Context.key("caller");

  @TempDir Path directory;

  /** Notes the subject of the client's certificate. */
  private static final class WhoCalls implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
      try {
        X509Certificate shown = (X509Certificate) session.getPeerCertificates()[0];
        String name = shown.getSubjectX500Principal().getName();
        return Contexts.interceptCall(
            Context.current().withValue(CALLER, name), call, headers, next);
      } catch (SSLPeerUnverifiedException e) {
        throw new AssertionError("a client without a certificate", e);
      }
    }
  }

  /** A node is who its certificate says. */
  private static final class SameName implements StreamCallbacks {
    @Override
    public void requested(StreamInfo stream, Node node, XdsRequest request) {
      if (!CALLER.get().equals("CN=" + node.id())) {
        throw Status.PERMISSION_DENIED.withDescription(CALLER.get()).asRuntimeException();
      }
    }
  }

  private static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void aNodeIsWhoItsCertificateSays() throws Exception {
    TestCertificate mine = TestCertificate.create(directory, "server");
    TestCertificate its = TestCertificate.create(directory, "n");
    GroupCache<String> cache = GroupCache.asPublished(Node::cluster);
    cache.publish("g", ResourceSet.of(EmbeddedServer.cluster("a", 1)));
    XdsServer server =
        XdsServer.builder(cache)
            .credentials(
                TlsServerCredentials.newBuilder()
                    .keyManager(stream(mine.certificate()), stream(mine.key()))
                    .trustManager(stream(its.certificate()))
                    .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                    .build())
            .intercept(new WhoCalls())
            .callbacks(new SameName())
            .start();
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(
                "127.0.0.1",
                server.port(),
                TlsChannelCredentials.newBuilder()
                    .keyManager(stream(its.certificate()), stream(its.key()))
                    .trustManager(stream(mine.certificate()))
                    .build())
            .overrideAuthority("server")
            .build();
    try {
      DiscoveryRequest request = EmbeddedServer.ask(EmbeddedServer.CLUSTER);
      DiscoveryResponse response = open(channel).send(request).next();
      assertThat(EmbeddedServer.clusters(response)).containsExactly("a");
      HandClient<?, ?> liar =
          open(channel).send(request.toBuilder().setNode(EmbeddedServer.node("m")).build());
      assertThat(liar.status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
      assertThat(liar.status().getDescription()).isEqualTo("CN=n");
    } finally {
      channel.shutdownNow();
      server.close(Duration.ofSeconds(1));
      assertThat(channel.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static HandClient<DiscoveryRequest, DiscoveryResponse> open(ManagedChannel channel) {
    return new HandClient<>(
        channel, AggregatedDiscoveryServiceGrpc.getStreamAggregatedResourcesMethod());
  }
}
