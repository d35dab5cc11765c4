package io.apg.mesh.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.apg.mesh.cli.api.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In front of something whose answers do not end. */
class BoundedTest {
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext("/", BoundedTest::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** One MiB after the other, four more than fit. */
  private static void answer(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      for (int i = 0; i < 68; i++) {
        body.write(new byte[1 << 20]);
      }
    }
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Test
  void anAnswerOfTheControlPlaneHasABound() {
    Shells.Ran ran = new Shells().with("MESHCTL_SERVER", url()).run("version", "-o", "json");
    assertThat(ran.exit()).as("%s", ran).isEqualTo(1);
    assertThat(ran.err()).contains("\"TOO_LARGE\"", url() + " has more than 64 MiB");
  }

  @Test
  void aDumpOfEnvoyHasOneToo() {
    assertThatThrownBy(() -> EnvoyDump.fetch(url(), Duration.ofSeconds(60)))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo("TOO_LARGE"));
  }
}
