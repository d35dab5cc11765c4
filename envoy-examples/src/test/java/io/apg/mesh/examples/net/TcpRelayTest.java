package io.apg.mesh.examples.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.apg.mesh.examples.http.EchoBackend;
import io.apg.mesh.examples.http.HttpConnection;
import io.apg.mesh.examples.process.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpRelayTest {
  private static final Duration BOUND = Duration.ofSeconds(10);

  private EchoBackend backend;
  private TcpRelay relay;

  @BeforeEach
  void start() throws IOException {
    backend = EchoBackend.start("catalog", "v1");
    relay = TcpRelay.to(backend.address());
  }

  @AfterEach
  void stop() throws IOException {
    relay.close();
    backend.close();
  }

  private HttpConnection connect(Duration timeout) throws IOException {
    return HttpConnection.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.port()), timeout);
  }

  private static int get(HttpConnection connection) throws IOException {
    return connection.exchange("GET", "/", Map.of("host", "x")).status();
  }

  @Test
  void passesOnUntilItIsCutAndTakesNewConnections() throws Exception {
    try (HttpConnection first = connect(BOUND)) {
      assertThat(get(first)).isEqualTo(200);
      assertThat(get(first)).isEqualTo(200);
      assertThat(relay.open()).isEqualTo(1);
      assertThat(relay.cut()).isEqualTo(1);
      assertThatThrownBy(() -> get(first)).isInstanceOf(IOException.class);
    }
    assertThat(Await.holds(BOUND, () -> relay.open() == 0)).isTrue();
    try (HttpConnection second = connect(BOUND)) {
      assertThat(get(second)).isEqualTo(200);
    }
    assertThat(relay.accepted()).isEqualTo(2);
  }

  @Test
  void cutsInTheMiddleOfAnAnswer() throws Exception {
    relay.cutAfter(40);
    try (HttpConnection connection = connect(BOUND)) {
      assertThatThrownBy(() -> get(connection)).hasMessageContaining("closed in a header");
    }
    try (HttpConnection connection = connect(BOUND)) {
      assertThat(get(connection)).isEqualTo(200);
    }
  }

  @Test
  void readsNothingWhileItHolds() throws Exception {
    relay.hold();
    try (HttpConnection connection = connect(Duration.ofMillis(300))) {
      assertThatThrownBy(() -> get(connection)).hasMessageContaining("timed out");
    }
    relay.release();
    try (HttpConnection connection = connect(BOUND)) {
      assertThat(get(connection)).isEqualTo(200);
    }
  }

  @Test
  void endsTheClientsConnectionWhereTheServerIsAway() throws Exception {
    backend.close();
    try (HttpConnection connection = connect(BOUND)) {
      assertThatThrownBy(() -> get(connection)).isInstanceOf(IOException.class);
    }
  }
}
