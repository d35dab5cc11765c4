package io.apg.mesh.examples.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A small client of the REST API with one token. Thread-safe. Paths start with {@code /api/}. */
public final class MeshApi {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(70);

  private final HttpClient client = HttpClient.newHttpClient();
  private final InetSocketAddress server;
  private final String token;

  /** {@code token} is empty for calls without one. */
  public MeshApi(InetSocketAddress server, String token) {
    this.server = server;
    this.token = token;
  }

  /** GET. */
  public ApiAnswer get(String path) throws IOException, InterruptedException {
    return send("GET", path, HttpRequest.BodyPublishers.noBody());
  }

  /** DELETE. */
  public ApiAnswer delete(String path) throws IOException, InterruptedException {
    return send("DELETE", path, HttpRequest.BodyPublishers.noBody());
  }

  /** POST of JSON text, which is sent as it is. */
  public ApiAnswer post(String path, String body) throws IOException, InterruptedException {
    return send("POST", path, HttpRequest.BodyPublishers.ofString(body));
  }

  /** PUT of JSON text, which is sent as it is. */
  public ApiAnswer put(String path, String body) throws IOException, InterruptedException {
    return send("PUT", path, HttpRequest.BodyPublishers.ofString(body));
  }

  /** POST of a tree. */
  public ApiAnswer post(String path, JsonNode body) throws IOException, InterruptedException {
    return post(path, body.toString());
  }

  /** PUT of a tree. */
  public ApiAnswer put(String path, JsonNode body) throws IOException, InterruptedException {
    return put(path, body.toString());
  }

  private ApiAnswer send(String method, String path, HttpRequest.BodyPublisher body)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://" + server.getHostString() + ":" + server.getPort() + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(TIMEOUT)
            .header("content-type", "application/json")
            .method(method, body);
    if (!token.isEmpty()) {
      request.header("authorization", "Bearer " + token);
    }
    HttpResponse<String> answer =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new ApiAnswer(answer.statusCode(), JSON.readTree(answer.body()));
  }
}
