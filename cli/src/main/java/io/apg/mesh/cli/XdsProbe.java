package io.apg.mesh.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Knocks at a port as a gRPC client does: what every HTTP/2 connection begins with, to which
 * nothing but an HTTP/2 server has an answer. No call is made. Stateless.
 */
final class XdsProbe {
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte SETTINGS = 4;
  private static final byte[] NO_SETTINGS = {0, 0, 0, SETTINGS, 0, 0, 0, 0, 0};
  private static final int FRAME_HEAD = 9;
  private static final int TYPE = 3;

  private XdsProbe() {}

  /** Why nobody speaks HTTP/2 there; empty where somebody does. */
  static String problem(String host, int port, Duration bound) {
    int millis = Math.toIntExact(bound.toMillis());
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), millis);
      socket.setSoTimeout(millis);
      socket.getOutputStream().write(PREFACE);
      socket.getOutputStream().write(NO_SETTINGS);
      return problem(socket.getInputStream());
    } catch (ConnectException e) {
      return "connection refused";
    } catch (SocketTimeoutException e) {
      return "no answer within " + bound.toSeconds() + " s";
    } catch (UnknownHostException e) {
      return "unknown host";
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String problem(InputStream in) throws IOException {
    byte[] head = in.readNBytes(FRAME_HEAD);
    if (head.length == 0) {
      return "the connection was closed without a word";
    }
    boolean answered = head.length == FRAME_HEAD && head[TYPE] == SETTINGS;
    return answered ? "" : "what answers is no gRPC server";
  }
}
