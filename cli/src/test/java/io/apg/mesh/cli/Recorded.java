package io.apg.mesh.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.api.JsonText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * A control plane that answers what a real one once answered ({@link ProxiesOnEnvoyTest} wrote it
 * down), so that every time, port and version is the same in each run.
 */
final class Recorded implements AutoCloseable {
  static final Path FILE = Path.of("src/test/resources/recorded.json");

  private final HttpServer server;
  private final FakeXds xds;
  private final Json answers;

  private Recorded(HttpServer server, FakeXds xds, Json answers) {
    this.server = server;
    this.xds = xds;
    this.answers = answers;
  }

  static Recorded start() throws IOException {
    Json answers = JsonText.read(Files.readString(FILE));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    Recorded recorded = new Recorded(server, FakeXds.start(), answers);
    server.createContext("/", recorded::answer);
    server.start();
    return recorded;
  }

  /** The key of a request: the size of pages, and what is waited for, are no part of it. */
  static String key(String verb, String target) {
    return verb
        + " "
        + target
            .replaceAll("(page_size|acked_revision|wait_seconds)=[0-9]+&?", "")
            .replaceAll("[?&]$", "");
  }

  private void answer(HttpExchange exchange) throws IOException {
    exchange.getRequestBody().readAllBytes();
    String query = exchange.getRequestURI().getQuery();
    String target = exchange.getRequestURI().getPath() + (query == null ? "" : "?" + query);
    String key = key(exchange.getRequestMethod(), target);
    Json recorded = answers.get("answers").get(key);
    Json data =
        recorded.get("xds_port").isNone() ? recorded : recorded.with("xds_port", (long) xds.port());
    String body =
        data.isNone()
            ? "{\"error\":{\"code\":\"NOT_FOUND\",\"message\":\"nothing is recorded for "
                + key
                + "\",\"hint\":\"\"}}"
            : Json.object("data", data).toString();
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(data.isNone() ? 404 : 200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  int xdsPort() {
    return xds.port();
  }

  /** Two hours after it was recorded. */
  Clock clock() {
    Instant then = Instant.parse(answers.get("time").text());
    return Clock.fixed(then.plusSeconds(2 * 3600), ZoneOffset.UTC);
  }

  Shells shell() {
    return new Shells().with("MESHCTL_SERVER", url()).at(clock());
  }

  @Override
  public void close() {
    server.stop(0);
    xds.close();
  }
}
