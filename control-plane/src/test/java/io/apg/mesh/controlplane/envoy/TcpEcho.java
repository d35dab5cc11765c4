package io.apg.mesh.controlplane.envoy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server that answers each line of a connection with its name and that line. Thread-safe. */
final class TcpEcho implements AutoCloseable {
  private final String name;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  TcpEcho(String name) throws IOException {
    this.name = name;
    this.server = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  private void start(Runnable task) {
    Thread thread = new Thread(task, "tcp-echo-" + name);
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
        BufferedReader in = reader(client)) {
      String line = in.readLine();
      while (line != null) {
        client
            .getOutputStream()
            .write((name + " " + line + "\n").getBytes(StandardCharsets.US_ASCII));
        line = in.readLine();
      }
    } catch (IOException e) {
      // The client has gone.
    } finally {
      open.remove(client);
    }
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
  }

  int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket client : open) {
      client.close();
    }
  }

  /** A connection to such a server, through whatever. */
  static final class Client implements AutoCloseable {
    private final Socket socket = new Socket();
    private final BufferedReader in;

    Client(int port) throws IOException {
      socket.setSoTimeout(5000);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
      in = reader(socket);
    }

    /** What comes back; fails where the connection ends instead. */
    String say(String line) throws IOException {
      socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      String answer = in.readLine();
      if (answer == null) {
        throw new IOException("closed instead of answering " + line);
      }
      return answer;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
