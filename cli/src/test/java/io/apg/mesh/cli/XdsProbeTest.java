package io.apg.mesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What {@code check} says of a port, by what answers there. */
class XdsProbeTest {
  private static final Duration BOUND = Duration.ofSeconds(10);

  @Test
  void whoeverSpeaksHttp2IsThere() throws IOException {
    try (FakeXds xds = FakeXds.start()) {
      assertThat(problem(xds)).isEmpty();
    }
  }

  @Test
  void anHttp1ServerIsNot() throws IOException {
    String refusal = "HTTP/1.1 400 Bad Request\r\n\r\n";
    try (FakeXds web = FakeXds.start(refusal.getBytes(StandardCharsets.US_ASCII))) {
      assertThat(problem(web)).isEqualTo("what answers is no gRPC server");
    }
  }

  @Test
  void silenceIsTold() throws IOException {
    try (FakeXds mute = FakeXds.start(new byte[0])) {
      assertThat(problem(mute)).isEqualTo("the connection was closed without a word");
    }
    try (ServerSocket deaf = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      assertThat(XdsProbe.problem("127.0.0.1", deaf.getLocalPort(), Duration.ofSeconds(1)))
          .isEqualTo("no answer within 1 s");
    }
  }

  @Test
  void nobodyIsTold() {
    assertThat(XdsProbe.problem("127.0.0.1", 1, BOUND)).isEqualTo("connection refused");
  }

  private static String problem(FakeXds port) {
    return XdsProbe.problem("127.0.0.1", port.port(), BOUND);
  }
}
