package io.apg.mesh.controlplane.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.apg.mesh.controlplane.config.ConfigLoader;
import io.apg.mesh.controlplane.config.MeshConfig;
import io.apg.mesh.controlplane.config.Secret;
import io.apg.mesh.controlplane.security.JwtSecrets;
import io.apg.mesh.controlplane.security.Principal;
import io.apg.mesh.controlplane.security.Role;
import io.apg.mesh.controlplane.security.TokenIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The whole server in this process, and a client of its REST API. */
final class LiveMesh implements AutoCloseable {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration HOUR = Duration.ofHours(1);

  private final MeshServer server;
  private final Secret secret;

  /** An answer; {@code json} is missing where the body is none. */
  record Answer(int status, String body, JsonNode json) {
    JsonNode data() {
      if (status >= 300) {
        throw new AssertionError(status + " " + body);
      }
      return json.path("data");
    }

    JsonNode error() {
      return json.path("error");
    }
  }

  LiveMesh(Path folder, String... settings) throws IOException {
    List<String> sets =
        new ArrayList<>(
            List.of(
                "database.url=sqlite:" + folder.resolve("mesh.db"),
                "server.http.port=0",
                "server.xds.port=0",
                "server.admin.port=0",
                "server.shutdown_grace_seconds=1"));
    sets.addAll(List.of(settings));
    MeshConfig config = ConfigLoader.load(null, Map.of(), sets);
    this.server =
        MeshServer.start(
            config,
            host -> {
              throw new UnknownHostException(host);
            });
    this.secret = JwtSecrets.resolve(config);
  }

  int xdsPort() {
    return server.xdsPort();
  }

  int adminPort() {
    return server.adminPort();
  }

  String token(Role role, String tenant) {
    return token(secret, Clock.systemUTC(), role, tenant);
  }

  String expiredToken() {
    Clock longAgo = Clock.fixed(Instant.parse("2020-01-01T00:00:00Z"), ZoneOffset.UTC);
    return token(secret, longAgo, Role.ADMIN, Principal.DEFAULT_TENANT);
  }

  String foreignToken() {
    Secret other = new Secret("another secret of 32 bytes or so");
    return token(other, Clock.systemUTC(), Role.ADMIN, Principal.DEFAULT_TENANT);
  }

  private static String token(Secret secret, Clock clock, Role role, String tenant) {
    return new TokenIssuer(secret, clock, () -> "t1")
        .issue(new Principal("test", tenant, Set.of(role)), HOUR);
  }

  /** Sends as an admin. */
  Answer send(String verb, String path, String body, String... headers) {
    return sendAs(token(Role.ADMIN, Principal.DEFAULT_TENANT), verb, path, body, headers);
  }

  /** Sends JSON as it is; an empty token is none, a header of the caller's takes precedence. */
  Answer sendAs(String token, String verb, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + path))
            .timeout(Duration.ofSeconds(20))
            .header("content-type", "application/json")
            .method(verb, BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("authorization", "Bearer " + token);
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    try {
      HttpResponse<String> answer = CLIENT.send(request.build(), BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body(), JSON.readTree(answer.body()));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(verb + " " + path, e);
    }
  }

  /** Sends a request line as it is, as an admin. */
  String raw(String line) throws IOException {
    String head =
        line
            + "\r\nHost: mesh\r\nConnection: close\r\nAuthorization: Bearer "
            + token(Role.ADMIN, Principal.DEFAULT_TENANT)
            + "\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.httpPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  JsonNode get(String path) {
    return send("GET", path, "").data();
  }

  /** The mesh as the API shows it: two of them are equal where nothing has changed. */
  List<JsonNode> everything() {
    return List.of(get("/api/services"), get("/api/routes"), get("/api/revisions?page_size=1"));
  }

  @Override
  public void close() {
    server.close();
  }
}
