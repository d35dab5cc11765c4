package io.apg.mesh.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A port that answers each connection with the same bytes, once it was spoken to. */
final class FakeXds implements AutoCloseable {
  private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

  private final ServerSocket socket;
  private final byte[] answer;

  private FakeXds(ServerSocket socket, byte[] answer) {
    this.socket = socket;
    this.answer = answer;
  }

  /** One that speaks HTTP/2. */
  static FakeXds start() throws IOException {
    return start(SETTINGS);
  }

  static FakeXds start(byte[] answer) throws IOException {
    FakeXds xds =
        new FakeXds(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()), answer.clone());
    Thread thread = new Thread(xds::serve, "fake-xds");
    thread.setDaemon(true);
    thread.start();
    return xds;
  }

  int port() {
    return socket.getLocalPort();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try (Socket client = socket.accept();
          InputStream in = client.getInputStream()) {
        if (in.read() >= 0) {
          client.getOutputStream().write(answer);
          client.shutdownOutput();
          in.readAllBytes();
        }
      } catch (IOException e) {
        // Closed, or the client went away: both are the end of that connection.
      }
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
