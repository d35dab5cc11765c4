package io.apg.mesh.examples.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.apg.mesh.examples.process.Await;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EchoBackendTest {
  private EchoBackend backend;

  @BeforeEach
  void start() throws IOException {
    backend = EchoBackend.start("catalog", "v1");
  }

  @AfterEach
  void stop() {
    backend.close();
  }

  @Test
  void tellsWhoItIsAndWhatItWasAsked() throws IOException {
    HttpAnswer answer = HttpConnection.get(backend.address(), "catalog.shop", "/items?page=2");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.backend()).contains("catalog@v1");
    assertThat(answer.header(EchoBackend.ADDRESS)).contains("127.0.0.1:" + backend.port());
    JsonNode body = new ObjectMapper().readTree(answer.body());
    assertThat(body.path("service").asText()).isEqualTo("catalog");
    assertThat(body.path("path").asText()).isEqualTo("/items?page=2");
    assertThat(body.path("headers").path("host").asText()).isEqualTo("catalog.shop");
  }

  @Test
  void healthIsOkAndNotCounted() throws IOException {
    assertThat(HttpConnection.get(backend.address(), "x", "/health").body()).contains("ok");
    assertThat(backend.requests()).isZero();
  }

  @Test
  void closesAConnectionThatWasIdleForAWhileAndNoSooner() throws Exception {
    try (HttpConnection connection =
        HttpConnection.open(backend.address(), Duration.ofSeconds(5))) {
      connection.exchange("GET", "/", Map.of("host", "x"));
      long start = System.nanoTime();
      assertThat(Await.holds(EchoBackend.IDLE.multipliedBy(4), () -> !connection.reusable()))
          .isTrue();
      // Its clock ticks in tenths of a second.
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThan(EchoBackend.IDLE.minusMillis(250));
    }
  }

  @Test
  void keepsItsConnectionForMethodsAndBodies() throws IOException {
    try (HttpConnection connection =
        HttpConnection.open(backend.address(), Duration.ofSeconds(5))) {
      byte[] body = "hello".getBytes(StandardCharsets.UTF_8);
      HttpAnswer post = connection.exchange("POST", "/", Map.of("host", "x"), body);
      assertThat(post.body()).contains("\"body_bytes\":5", "\"method\":\"POST\"");
      assertThat(connection.reusable()).isTrue();
      assertThat(connection.exchange("DELETE", "/", Map.of("host", "x")).status()).isEqualTo(200);
    }
    assertThat(backend.requests()).isEqualTo(2);
  }

  @Test
  void makesTheTroubleItIsAskedFor() throws IOException {
    assertThat(HttpConnection.get(backend.address(), "x", "/?status=418").status()).isEqualTo(418);
    assertThatThrownBy(() -> HttpConnection.get(backend.address(), "x", "/?drop=true"))
        .isInstanceOf(EOFException.class)
        .hasMessage("closed before an answer");
    backend.failNext(1);
    assertThat(HttpConnection.get(backend.address(), "x", "/").status()).isEqualTo(503);
    assertThat(HttpConnection.get(backend.address(), "x", "/").status()).isEqualTo(200);
  }

  @Test
  void failsAShareOfTheRequestsEvenly() throws IOException {
    HttpConnection.get(backend.address(), "x", "/fault?percent=25");
    StringBuilder answers = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      answers.append(HttpConnection.get(backend.address(), "x", "/").status()).append(' ');
    }
    assertThat(answers.toString()).isEqualTo("200 200 200 503 200 200 200 503 ");
    HttpConnection.get(backend.address(), "x", "/fault?percent=0");
    assertThat(HttpConnection.get(backend.address(), "x", "/").status()).isEqualTo(200);
  }

  @Test
  void passesOnTheStatusOfWhatItCalls() throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Upstream upstream = new Upstream(backend::address, "catalog", "/");
    try (EchoBackend shop = EchoBackend.start("shop", "v1", any, List.of(upstream))) {
      HttpAnswer good = HttpConnection.get(shop.address(), "shop", "/");
      assertThat(good.status()).isEqualTo(200);
      assertThat(good.body()).contains("\"catalog\":{\"service\":\"catalog\"");
      backend.failNext(1);
      assertThat(HttpConnection.get(shop.address(), "shop", "/").status()).isEqualTo(503);
      backend.close();
      assertThat(HttpConnection.get(shop.address(), "shop", "/").status()).isEqualTo(502);
    }
  }
}
