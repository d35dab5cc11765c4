package io.apg.mesh.translate;

import com.sun.net.httpserver.HttpServer;
import io.apg.mesh.ir.SocketAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * An application that answers with its name, the path it was asked for, and whom it is told to
 * serve.
 */
final class Echo implements AutoCloseable {
  static {
    // Else each answer waits 40 ms for the other side's delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;

  Echo(String name) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String forwarded = exchange.getRequestHeaders().getFirst("x-forwarded-for");
          String answer =
              name + " " + exchange.getRequestURI() + (forwarded == null ? "" : " " + forwarded);
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
  }

  SocketAddress address() {
    return new SocketAddress("127.0.0.1", server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
