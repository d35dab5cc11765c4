package io.apg.mesh.controlplane.envoy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A DNS server that knows IPv4 addresses of some names, and says nothing about others. */
final class NameServer implements AutoCloseable {
  private static final int HEADER = 12;
  private static final int ADDRESS = 1;
  private static final int TTL_SECONDS = 1;

  private final DatagramSocket socket;
  private final Map<String, String> names = new ConcurrentHashMap<>();

  NameServer() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "name-server");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return socket.getLocalPort();
  }

  void name(String host, String address) {
    names.put(host, address);
  }

  private void serve() {
    byte[] buffer = new byte[512];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
        String address = names.get(host(query));
        if (address != null) {
          byte[] answer = answer(query, address);
          socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  private static String host(byte[] query) {
    StringBuilder host = new StringBuilder();
    for (int at = HEADER; query[at] != 0; at += query[at] + 1) {
      host.append(host.length() == 0 ? "" : ".");
      host.append(new String(query, at + 1, query[at], StandardCharsets.US_ASCII));
    }
    return host.toString();
  }

  /** The question again, and one address where addresses of that family were asked for. */
  private static byte[] answer(byte[] query, String address) throws IOException {
    int question = HEADER;
    while (query[question] != 0) {
      question += query[question] + 1;
    }
    question += 5; // the root, type and class
    boolean known = query[question - 3] == ADDRESS;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(
        ByteBuffer.allocate(HEADER)
            .put(query, 0, 2)
            .putShort((short) 0x8180)
            .putShort((short) 1)
            .putShort((short) (known ? 1 : 0))
            .array());
    out.write(query, HEADER, question - HEADER);
    if (known) {
      out.write(
          ByteBuffer.allocate(16)
              .putShort((short) 0xC00C)
              .putShort((short) ADDRESS)
              .putShort((short) 1)
              .putInt(TTL_SECONDS)
              .putShort((short) 4)
              .put(InetAddress.getByName(address).getAddress())
              .array());
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    socket.close();
  }
}
