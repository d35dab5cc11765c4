package io.apg.mesh.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The control plane's REST API as meshctl sees it. Every failure to get an answer is told alike.
 */
final class ControlPlane {
  private static final String START_ONE =
      "start one with:  make demo     or choose another:  --server URL or MESHCTL_SERVER";

  private final String server;
  private final Duration timeout;

  /** {@code server} is a base URL such as {@code http://127.0.0.1:8000}. */
  ControlPlane(String server, Duration timeout) {
    this.server = server.endsWith("/") ? server.substring(0, server.length() - 1) : server;
    this.timeout = timeout;
  }

  /** The version of the control plane, from its health. */
  String version() {
    return get("/api/health").getOrDefault("version", "unknown");
  }

  /**
   * The scalar fields inside {@code data} of an answer, as text; nested objects are left out.
   *
   * @throws Failure when there is no answer, or not a good one
   */
  Map<String, String> get(String path) {
    try {
      HttpURLConnection connection = open(path);
      int status = connection.getResponseCode();
      if (status != 200) {
        throw refused(path, status, connection.getErrorStream());
      }
      try (InputStream body = connection.getInputStream()) {
        return fieldsOf(body.readAllBytes(), "data");
      }
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private HttpURLConnection open(String path) throws IOException {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(server + path).toURL().openConnection();
      int millis = Math.toIntExact(timeout.toMillis());
      connection.setConnectTimeout(millis);
      connection.setReadTimeout(millis);
      connection.setRequestProperty("Accept", "application/json");
      return connection;
    } catch (IllegalArgumentException | ClassCastException | MalformedURLException e) {
      String message = "server: " + server + " (expected: http://HOST:PORT)";
      throw new Failure(ExitCode.USAGE, "INVALID", message, "");
    }
  }

  private Failure refused(String path, int status, @Nullable InputStream stream)
      throws IOException {
    byte[] body = stream == null ? new byte[0] : stream.readAllBytes();
    Map<String, String> error = Map.of();
    try {
      error = fieldsOf(body, "error");
    } catch (IOException e) {
      // Not JSON: something else than a control plane answers there; the status says enough.
    }
    String code = error.getOrDefault("code", "INTERNAL");
    String message = error.getOrDefault("message", server + path + " answered " + status);
    ExitCode exit =
        switch (code) {
          case "UNAVAILABLE", "TIMEOUT" -> ExitCode.UNREACHABLE;
          case "NOT_FOUND" -> ExitCode.NOT_FOUND;
          default -> ExitCode.REFUSED;
        };
    return new Failure(exit, code, message, error.getOrDefault("hint", ""));
  }

  private Failure unreachable(IOException e) {
    String why =
        e instanceof ConnectException
            ? "connection refused"
            : e instanceof SocketTimeoutException
                ? "no answer within " + timeout.toSeconds() + " s"
                : e instanceof UnknownHostException
                    ? "unknown host"
                    : String.valueOf(e.getMessage());
    String message = "cannot reach the control plane at " + server + " (" + why + ")";
    return new Failure(ExitCode.UNREACHABLE, "UNAVAILABLE", message, START_ONE);
  }

  private static Map<String, String> fieldsOf(byte[] body, String envelope) throws IOException {
    TreeMap<String, String> fields = new TreeMap<>();
    String text = new String(body, StandardCharsets.UTF_8);
    try (JsonParser parser = new JsonFactory().createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT
          || !envelope.equals(parser.nextFieldName())
          || parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("the answer is not of this API");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (parser.nextToken().isScalarValue()) {
          fields.put(name, parser.getText());
        } else {
          parser.skipChildren();
        }
      }
    }
    return fields;
  }
}
