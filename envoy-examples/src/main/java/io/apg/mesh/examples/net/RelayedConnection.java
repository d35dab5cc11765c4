package io.apg.mesh.examples.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** One client's connection and the server's behind it: they end together. Thread-safe. */
final class RelayedConnection {
  private static final int CHUNK_BYTES = 4 * 1024;

  private final Socket client;
  private final Socket server;
  private final Consumer<RelayedConnection> ended;
  private final AtomicBoolean cut = new AtomicBoolean();

  RelayedConnection(Socket client, Socket server, Consumer<RelayedConnection> ended) {
    this.client = client;
    this.server = server;
    this.ended = ended;
  }

  static void thread(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  void start(Fuse fuse, Gate gate) {
    thread("relay-up", () -> pump(client, server, Fuse.NEVER, Gate.OPEN));
    thread("relay-down", () -> pump(server, client, fuse, gate));
  }

  private void pump(Socket from, Socket to, Fuse fuse, Gate gate) {
    byte[] chunk = new byte[CHUNK_BYTES];
    try {
      from.setTcpNoDelay(true);
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      gate.await();
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        int passed = fuse.pass(length);
        out.write(chunk, 0, passed);
        if (passed < length) {
          return;
        }
        gate.await();
      }
    } catch (IOException e) {
      // One side has gone; so goes the other.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      cut();
    }
  }

  /** Ends both sides; false if they had ended already. */
  boolean cut() {
    if (!cut.compareAndSet(false, true)) {
      return false;
    }
    close(client);
    close(server);
    ended.accept(this);
    return true;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
