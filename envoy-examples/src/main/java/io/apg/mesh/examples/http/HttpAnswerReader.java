package io.apg.mesh.examples.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads one HTTP/1.1 answer (RFC 9112) from a stream; 1xx answers are skipped. */
final class HttpAnswerReader {
  private static final int LONGEST_LINE = 64 * 1024;

  private final InputStream in;
  private boolean delimited = true;

  HttpAnswerReader(InputStream in) {
    this.in = in;
  }

  /** Whether the answer's end was told by a length, so that the connection can go on. */
  boolean delimited() {
    return delimited;
  }

  HttpAnswer read(boolean headOnly) throws IOException {
    try {
      return readFinal(headOnly);
    } catch (NumberFormatException e) {
      throw new IOException("number in an answer's head: " + e.getMessage(), e);
    }
  }

  private HttpAnswer readFinal(boolean headOnly) throws IOException {
    while (true) {
      int status = status(line());
      Map<String, String> headers = headers();
      if (status >= 200) {
        boolean bare = headOnly || status == 204 || status == 304;
        return HttpAnswer.of(status, headers, bare ? new byte[0] : body(headers));
      }
    }
  }

  private static int status(String line) throws IOException {
    if (!line.startsWith("HTTP/1.") || line.length() < 12) {
      throw new IOException("status line: " + line + " (expected: HTTP/1.1 <code>)");
    }
    return Integer.parseInt(line, 9, 12, 10);
  }

  private Map<String, String> headers() throws IOException {
    TreeMap<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new IOException("header: " + line + " (expected: <name>: <value>)");
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.merge(name, line.substring(colon + 1).strip(), (a, b) -> a + ", " + b);
    }
    return headers;
  }

  private byte[] body(Map<String, String> headers) throws IOException {
    @Nullable String length = headers.get("content-length");
    if ("chunked".equalsIgnoreCase(headers.getOrDefault("transfer-encoding", ""))) {
      return chunks();
    }
    if (length != null) {
      return exactly(Integer.parseInt(length));
    }
    delimited = false;
    return in.readAllBytes();
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String line = line();
      int extension = line.indexOf(';');
      int size = Integer.parseInt(extension < 0 ? line : line.substring(0, extension), 16);
      if (size == 0) {
        headers(); // trailers
        return body.toByteArray();
      }
      body.write(exactly(size));
      line();
    }
  }

  private byte[] exactly(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("closed inside a body");
    }
    return bytes;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(64);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException(line.size() == 0 ? "closed before an answer" : "closed in a header");
      }
      if (line.size() > LONGEST_LINE) {
        throw new IOException("header line longer than " + LONGEST_LINE + " bytes");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }
}
