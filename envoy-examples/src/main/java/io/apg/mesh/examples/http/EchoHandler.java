package io.apg.mesh.examples.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers one request of an {@link EchoBackend}. Stateless. */
final class EchoHandler implements HttpHandler {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PARAMETER = Pattern.compile("([^&=]+)=([^&]*)");

  private final EchoBackend backend;
  private final List<Upstream> upstreams;

  EchoHandler(EchoBackend backend, List<Upstream> upstreams) {
    this.backend = backend;
    this.upstreams = List.copyOf(upstreams);
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (exchange.getRequestURI().getPath().equals("/health")) {
        answer(exchange, 200, JSON.createObjectNode().put("status", "ok"));
        return;
      }
      Map<String, String> wishes = wishes(exchange.getRequestURI().getRawQuery());
      if (exchange.getRequestURI().getPath().equals("/fault")) {
        backend.failShare(Integer.parseInt(wishes.getOrDefault("percent", "0")));
        answer(exchange, 200, JSON.createObjectNode().put("status", "ok"));
        return;
      }
      backend.count();
      pause(Long.parseLong(wishes.getOrDefault("delay_ms", "0")));
      if (!wishes.containsKey("drop")) {
        ObjectNode echo = echo(exchange, body);
        int wished = Integer.parseInt(wishes.getOrDefault("status", "200"));
        int status = backend.shouldFail() ? 503 : wished;
        answer(exchange, status == 200 ? call(echo) : status, echo);
      }
    }
  }

  private ObjectNode echo(HttpExchange exchange, byte[] body) {
    ObjectNode echo = JSON.createObjectNode();
    echo.put("service", backend.name()).put("version", backend.version());
    echo.put("address", text(backend.address()));
    echo.put("method", exchange.getRequestMethod());
    echo.put("path", exchange.getRequestURI().toString());
    ObjectNode headers = echo.putObject("headers");
    TreeMap<String, String> sorted = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> sorted.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    sorted.forEach(headers::put);
    echo.put("body_bytes", body.length);
    return echo;
  }

  /** Calls the upstreams, adds their answers, and takes over the worst status. */
  private int call(ObjectNode echo) {
    int worst = 200;
    for (Upstream upstream : upstreams) {
      worst = Math.max(worst, call(upstream, echo));
    }
    return worst;
  }

  /** Its status; 502 when it did not answer. */
  private static int call(Upstream upstream, ObjectNode echo) {
    @Nullable InetSocketAddress proxy = upstream.proxy().get();
    if (proxy == null) {
      return 200;
    }
    try {
      HttpAnswer answer = HttpConnection.get(proxy, upstream.name(), upstream.path());
      if (answer.header("content-type").orElse("").startsWith("application/json")) {
        echo.set(upstream.name(), JSON.readTree(answer.body()));
      } else {
        echo.put(upstream.name(), answer.body());
      }
      return answer.status();
    } catch (IOException e) {
      echo.put(upstream.name(), String.valueOf(e.getMessage()));
      return 502;
    }
  }

  private void answer(HttpExchange exchange, int status, ObjectNode body) throws IOException {
    byte[] bytes = (body + "\n").getBytes(StandardCharsets.UTF_8); // for a terminal
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.getResponseHeaders().set(EchoBackend.BACKEND, backend.id());
    exchange.getResponseHeaders().set(EchoBackend.ADDRESS, text(backend.address()));
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static Map<String, String> wishes(@Nullable String query) {
    TreeMap<String, String> wishes = new TreeMap<>();
    Matcher parameters = PARAMETER.matcher(query == null ? "" : query);
    while (parameters.find()) {
      wishes.put(parameters.group(1), parameters.group(2));
    }
    return wishes;
  }

  private static void pause(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new InterruptedIOException("stopped while delaying an answer");
    }
  }

  private static String text(InetSocketAddress address) {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
