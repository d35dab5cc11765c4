package io.apg.mesh.examples.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP relay in front of a server, in which a test breaks what a network breaks: it cuts
 * connections, at once or in the middle of what the server says, and it stops reading. Its buffers
 * are small, so that a server soon notices a reader that stopped. Closing it cuts everything.
 * Thread-safe.
 */
public final class TcpRelay implements AutoCloseable {
  private static final int BUFFER_BYTES = 16 * 1024;

  private final InetSocketAddress target;
  private final ServerSocket server;
  private final Fuse fuse = new Fuse();
  private final Gate gate = new Gate();
  private final Set<RelayedConnection> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();

  /** Starts on any free port of 127.0.0.1. */
  public static TcpRelay to(InetSocketAddress target) throws IOException {
    TcpRelay relay = new TcpRelay(target);
    RelayedConnection.thread("relay-" + relay.port(), relay::accept);
    return relay;
  }

  private TcpRelay(InetSocketAddress target) throws IOException {
    this.target = target;
    this.server = new ServerSocket();
    server.setReceiveBufferSize(BUFFER_BYTES);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** Where clients connect. */
  public int port() {
    return server.getLocalPort();
  }

  /** How many connections were made so far. */
  public int accepted() {
    return accepted.get();
  }

  /** How many connections are open. */
  public int open() {
    return open.size();
  }

  /** Cuts every open connection now. Returns how many there were. */
  public int cut() {
    fuse.disarm();
    int cut = 0;
    for (RelayedConnection connection : open) {
      cut += connection.cut() ? 1 : 0;
    }
    return cut;
  }

  /** Cuts a connection once the server has said so many more bytes; the last of them arrive. */
  public void cutAfter(long bytes) {
    fuse.arm(bytes);
  }

  /** Stops reading what the server says, until {@link #release}. */
  public void hold() {
    gate.shut();
  }

  /** Goes on reading. */
  public void release() {
    gate.open();
  }

  @Override
  public void close() throws IOException {
    server.close();
    gate.open();
    cut();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        connect(server.accept());
      } catch (IOException e) {
        // Closed, or the server is away; the client sees its connection end.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    accepted.incrementAndGet();
    Socket upstream = new Socket();
    try {
      upstream.setReceiveBufferSize(BUFFER_BYTES);
      upstream.connect(target);
    } catch (IOException e) {
      upstream.close();
      client.close();
      throw e;
    }
    RelayedConnection connection = new RelayedConnection(client, upstream, open::remove);
    open.add(connection);
    connection.start(fuse, gate);
  }
}
