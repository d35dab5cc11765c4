package io.apg.mesh.controlplane.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.apg.mesh.controlplane.http.rules.RestMethods;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The server's life. */
class HttpServerTest {
  @Test
  void portInUseIsNamed() throws IOException {
    RestMethods none = RestMethods.of(List.of());
    ManagedChannel channel = InProcessChannelBuilder.forName("none").build();
    Transcoder transcoder =
        new Transcoder(
            none, channel, (m, a) -> {}, (r, max) -> CompletableFuture.completedFuture(null));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HttpServer server =
          HttpServer.builder(none, transcoder).listen("127.0.0.1", taken.getLocalPort()).build();

      assertThatThrownBy(server::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("server.http: 127.0.0.1:" + taken.getLocalPort());
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void closingWaitsForWhatIsInFlight() throws Exception {
    TestServer server = new TestServer();
    CompletableFuture<HttpResponse<String>> answer =
        server.sendAsync(server.request("/api/services?min_revision=5"));
    await().atMost(Duration.ofSeconds(10)).until(() -> server.awaited.get() == 5);

    CompletableFuture<Void> closed = CompletableFuture.runAsync(server.server::close);
    await().atMost(Duration.ofSeconds(10)).until(() -> server.server.port() < 0);
    assertThat(closed).isNotDone();
    server.revisionSeen.complete(null);

    assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    closed.get(10, TimeUnit.SECONDS);
    server.close();
  }
}
