package io.apg.mesh.controlplane.envoy;

import io.apg.mesh.examples.http.EchoBackend;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An application that closes an idle connection at the worst moment: when the next request is on
 * its way. A request on a connection that was idle for {@link EchoBackend#IDLE} gets no answer; any
 * other gets 200. Thread-safe.
 */
final class ClosingBackend implements AutoCloseable {
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger closed = new AtomicInteger();

  ClosingBackend() throws IOException {
    start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** How many requests met a closing connection. */
  int closedOnRequest() {
    return closed.get();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "closing-backend");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        start(() -> serve(client));
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
      long idleSince = System.nanoTime();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (Duration.ofNanos(System.nanoTime() - idleSince).compareTo(EchoBackend.IDLE) >= 0) {
          closed.incrementAndGet();
          return;
        }
        while (!line.isEmpty()) {
          line = in.readLine();
        }
        client.getOutputStream().write(ANSWER);
        idleSince = System.nanoTime();
      }
    } catch (IOException e) {
      // The client has gone.
    } finally {
      open.remove(client);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket client : open) {
      client.close();
    }
  }
}
