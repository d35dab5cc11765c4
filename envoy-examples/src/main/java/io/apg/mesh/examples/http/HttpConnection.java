package io.apg.mesh.examples.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * A keep-alive HTTP/1.1 connection. It never retries and never reconnects: what happens on the wire
 * is what the caller sees, as an answer or as an {@link IOException}. Not thread-safe.
 */
public final class HttpConnection implements AutoCloseable {
  private static final Duration ONE_SHOT_TIMEOUT = Duration.ofSeconds(10);
  private static final byte[] NO_BODY = {};

  private final SocketChannel channel;
  private final InputStream in;
  private boolean keepAlive = true;

  /** Connects; {@code timeout} bounds the connect and each later read. */
  public static HttpConnection open(InetSocketAddress address, Duration timeout)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      int millis = Math.toIntExact(timeout.toMillis());
      channel.socket().setTcpNoDelay(true);
      channel.socket().setSoTimeout(millis);
      channel.socket().connect(address, millis);
      return new HttpConnection(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** One GET on a connection of its own. */
  public static HttpAnswer get(InetSocketAddress address, String host, String path)
      throws IOException {
    return request(address, "GET", host, path);
  }

  /** One request without a body on a connection of its own. */
  public static HttpAnswer request(
      InetSocketAddress address, String method, String host, String path) throws IOException {
    try (HttpConnection connection = open(address, ONE_SHOT_TIMEOUT)) {
      return connection.exchange(method, path, Map.of("host", host, "connection", "close"));
    }
  }

  private HttpConnection(SocketChannel channel) throws IOException {
    this.channel = channel;
    this.in = new BufferedInputStream(channel.socket().getInputStream());
  }

  /** Sends a request without a body and reads the whole answer. */
  public HttpAnswer exchange(String method, String path, Map<String, String> headers)
      throws IOException {
    return exchange(method, path, headers, NO_BODY);
  }

  /** Sends a request and reads the whole answer. {@code headers} must hold {@code host}. */
  public HttpAnswer exchange(String method, String path, Map<String, String> headers, byte[] body)
      throws IOException {
    keepAlive = false;
    write(method, path, headers, body);
    HttpAnswerReader reader = new HttpAnswerReader(in);
    HttpAnswer answer = reader.read(method.equals("HEAD"));
    keepAlive =
        reader.delimited() && !"close".equalsIgnoreCase(answer.header("connection").orElse(""));
    return answer;
  }

  /**
   * Whether another request may be sent: the last answer did not end the connection, and the peer
   * has not closed it since. A client that asks before each request fails only where the peer
   * closes at the very moment of sending, as any real client would.
   */
  public boolean reusable() {
    if (!keepAlive) {
      return false;
    }
    try {
      channel.configureBlocking(false);
      int unexpected = channel.read(ByteBuffer.allocate(1));
      channel.configureBlocking(true);
      return unexpected == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void write(String method, String path, Map<String, String> headers, byte[] body)
      throws IOException {
    StringBuilder head = new StringBuilder(256);
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (body.length > 0) {
      head.append("content-length: ").append(body.length).append("\r\n");
    }
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer bytes = ByteBuffer.allocate(start.length + body.length).put(start).put(body).flip();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
