package io.apg.mesh.cli.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The control plane's REST API as meshctl sees it. Every failure to get an answer is told alike. A
 * write is never sent twice.
 */
public final class ControlPlane {
  private static final String START_ONE =
      "start one with:  make demo     or choose another:  --server URL, MESHCTL_SERVER or meshctl"
          + " context use NAME";
  private static final int PAGE = 500;
  private static final Pattern TOKEN = Pattern.compile("(\"token\"\\s*:\\s*\")[^\"]*");

  static {
    // Otherwise the JDK sends a POST again when its connection breaks.
    System.setProperty("sun.net.http.retryPost", "false");
  }

  private final String server;
  private final String token;
  private final Duration timeout;
  private final Consumer<String> trace;

  /**
   * A client.
   *
   * @param server base URL such as {@code http://127.0.0.1:8000}
   * @param token bearer token; empty = none
   * @param timeout for connecting, and for an answer beyond what a call itself waits
   * @param trace told of each request and answer
   */
  public ControlPlane(String server, String token, Duration timeout, Consumer<String> trace) {
    this.server = server.endsWith("/") ? server.substring(0, server.length() - 1) : server;
    this.token = token;
    this.timeout = timeout;
    this.trace = trace;
  }

  /** Its base URL. */
  public String server() {
    return server;
  }

  /** The host of its base URL; IPv6 in brackets, and empty where it has none. */
  public String host() {
    String host = URI.create(server).getHost();
    return host == null ? "" : host;
  }

  /** What stands inside {@code data} of an answer. */
  public Json get(String path) {
    return send("GET", path, null, Duration.ZERO).get("data");
  }

  /** The same, where the control plane may take its time before it answers. */
  public Json get(String path, Duration wait) {
    return send("GET", path, null, wait).get("data");
  }

  /** Sends a body, and returns what stands inside {@code data} of the answer. */
  public Json post(String path, Json body) {
    return send("POST", path, body, Duration.ZERO).get("data");
  }

  /** Removes something, and returns what stands inside {@code data} of the answer. */
  public Json delete(String path) {
    return send("DELETE", path, null, Duration.ZERO).get("data");
  }

  /** All objects of a listing, whatever number of pages it has. */
  public List<Json> list(String path, String key) {
    return list(path, key, Integer.MAX_VALUE);
  }

  /** The first objects of a listing. */
  public List<Json> list(String path, String key, int most) {
    List<Json> all = new ArrayList<>();
    String token = "";
    do {
      String page =
          path
              + (path.contains("?") ? "&" : "?")
              + "page_size="
              + Math.min(PAGE, most - all.size())
              + (token.isEmpty() ? "" : "&page_token=" + encode(token));
      Json data = get(page);
      all.addAll(data.get(key).items());
      token = data.get("next_page_token").text();
    } while (!token.isEmpty() && all.size() < most);
    return all;
  }

  /** A segment of a path, or a value of a query. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Json send(String verb, String path, @Nullable Json body, Duration wait) {
    try {
      trace.accept(verb + " " + server + path + (body == null ? "" : "\n" + body));
      HttpURLConnection connection = open(verb, path, wait);
      if (body != null) {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
        try (OutputStream out = connection.getOutputStream()) {
          out.write(JsonText.write(body).getBytes(StandardCharsets.UTF_8));
        }
      }
      int status = connection.getResponseCode();
      boolean good = status >= 200 && status < 300;
      String answer = content(good ? connection.getInputStream() : connection.getErrorStream());
      trace.accept(
          status + " " + connection.getHeaderField("X-Request-Id") + "\n" + masked(answer));
      if (!good) {
        throw refused(path, status, answer);
      }
      Json json = JsonText.read(answer);
      if (json.get("data").isNone()) {
        throw new IOException("the answer is not of this API");
      }
      return json;
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  /** An answer as it may be shown: whoever has a token is who it says. */
  private static String masked(String answer) {
    return TOKEN.matcher(answer).replaceAll("$1***");
  }

  private HttpURLConnection open(String verb, String path, Duration wait) throws IOException {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(server + path).toURL().openConnection();
      connection.setRequestMethod(verb);
      connection.setConnectTimeout(Math.toIntExact(timeout.toMillis()));
      connection.setReadTimeout(Math.toIntExact(timeout.plus(wait).toMillis()));
      // A token must not follow to wherever an answer points.
      connection.setInstanceFollowRedirects(false);
      connection.setRequestProperty("Accept", "application/json");
      if (!token.isEmpty()) {
        connection.setRequestProperty("Authorization", "Bearer " + token);
      }
      return connection;
    } catch (IllegalArgumentException | ClassCastException | MalformedURLException e) {
      throw Failure.usage("server: " + server + " (expected: http://HOST:PORT)", "");
    }
  }

  private String content(@Nullable InputStream stream) throws IOException {
    if (stream == null) {
      return "";
    }
    try (stream) {
      return Bounded.text(stream, server);
    }
  }

  private Failure refused(String path, int status, String body) {
    Json error = Json.NONE;
    try {
      error = JsonText.read(body).get("error");
    } catch (IOException e) {
      // Not JSON: something else than a control plane answers there; the status says enough.
    }
    if (!error.isObject()) {
      String message = server + path + " answered " + status;
      return new Failure(ExitCode.REFUSED, "INTERNAL", message, "");
    }
    String code = error.get("code").text();
    ExitCode exit =
        switch (code) {
          case "UNAVAILABLE", "TIMEOUT" -> ExitCode.UNREACHABLE;
          case "NOT_FOUND" -> ExitCode.NOT_FOUND;
          default -> ExitCode.REFUSED;
        };
    List<Failure.Detail> details =
        error.get("details").items().stream()
            .map(d -> new Failure.Detail(d.get("field").text(), d.get("message").text()))
            .toList();
    return new Failure(exit, code, error.get("message").text(), error.get("hint").text(), details);
  }

  private Failure unreachable(IOException e) {
    String why =
        e instanceof ConnectException || e instanceof NoRouteToHostException
            ? "connection refused"
            : e instanceof SocketTimeoutException
                ? "no answer within " + timeout.toSeconds() + " s"
                : e instanceof UnknownHostException
                    ? "unknown host"
                    : String.valueOf(e.getMessage());
    String message = "cannot reach the control plane at " + server + " (" + why + ")";
    return new Failure(ExitCode.UNREACHABLE, "UNAVAILABLE", message, START_ONE);
  }
}
