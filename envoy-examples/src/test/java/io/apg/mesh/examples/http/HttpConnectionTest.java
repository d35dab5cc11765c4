package io.apg.mesh.examples.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpConnectionTest {
  private static final Map<String, String> HEADERS = Map.of("host", "x");

  /** What a peer sends for one request, to the byte. */
  private static HttpAnswer read(String wire) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpConnection connection = open(server);
        Socket peer = server.accept()) {
      peer.getOutputStream().write(wire.getBytes(StandardCharsets.ISO_8859_1));
      peer.shutdownOutput();
      return connection.exchange("GET", "/", HEADERS);
    }
  }

  private static HttpConnection open(ServerSocket server) throws IOException {
    return HttpConnection.open(
        (InetSocketAddress) server.getLocalSocketAddress(), Duration.ofMillis(200));
  }

  @Test
  void readsEveryFramingOfABody() throws IOException {
    assertThat(read("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi").body()).isEqualTo("hi");
    assertThat(read("HTTP/1.1 200 OK\r\n\r\nuntil the end").body()).isEqualTo("until the end");
    assertThat(
            read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
                .body())
        .isEqualTo("abc");
    assertThat(read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n").status())
        .isEqualTo(204);
  }

  @Test
  void joinsRepeatedHeaders() throws IOException {
    HttpAnswer answer = read("HTTP/1.1 204 No Content\r\nA: 1\r\na:2\r\n\r\n");
    assertThat(answer.header("A")).contains("1, 2");
  }

  @Test
  void tellsBrokenAnswersApart() {
    assertThatThrownBy(() -> read("")).hasMessage("closed before an answer");
    assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\nx")).hasMessage("closed in a header");
    assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhi"))
        .hasMessage("closed inside a body");
    assertThatThrownBy(() -> read("SMTP\r\n\r\n")).hasMessageStartingWith("status line: SMTP");
    assertThatThrownBy(() -> read("HTTP/1.1 2x0 OK\r\n\r\n")).isInstanceOf(IOException.class);
  }

  @Test
  void noticesThatThePeerHasClosed() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpConnection connection = open(server);
        Socket peer = server.accept()) {
      peer.getOutputStream()
          .write(
              "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(connection.exchange("GET", "/", HEADERS).status()).isEqualTo(200);
      assertThat(connection.reusable()).isTrue();
      peer.shutdownOutput();
      await().atMost(Duration.ofSeconds(5)).until(() -> !connection.reusable());
    }
  }

  @Test
  void doesNotReuseWhatThePeerAskedToClose() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpConnection connection = open(server);
        Socket peer = server.accept()) {
      String wire = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
      peer.getOutputStream().write(wire.getBytes(StandardCharsets.US_ASCII));
      assertThat(connection.exchange("GET", "/", HEADERS).status()).isEqualTo(200);
      assertThat(connection.reusable()).isFalse();
    }
  }

  @Test
  void aSilentPeerEndsInATimeout() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        HttpConnection connection = open(server);
        Socket peer = server.accept()) {
      assertThat(peer.isConnected()).isTrue();
      assertThatThrownBy(() -> connection.exchange("GET", "/", HEADERS))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }
}
