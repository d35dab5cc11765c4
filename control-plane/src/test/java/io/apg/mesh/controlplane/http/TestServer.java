package io.apg.mesh.controlplane.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.apg.mesh.controlplane.api.ApiError;
import io.apg.mesh.controlplane.api.ErrorCode;
import io.apg.mesh.controlplane.api.ReadinessReport;
import io.apg.mesh.controlplane.api.RequestGuard;
import io.apg.mesh.controlplane.api.RevisionWaiter;
import io.apg.mesh.controlplane.http.json.StrictJson;
import io.apg.mesh.controlplane.http.rules.RestMethods;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** The real HTTP server over {@link FakeMesh}, and a client for it. The token is {@code good}. */
final class TestServer implements AutoCloseable {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  final FakeMesh mesh = new FakeMesh();
  final AtomicReference<ReadinessReport> readiness =
      new AtomicReference<>(new ReadinessReport(true, "ready"));
  final CompletableFuture<Void> revisionSeen = new CompletableFuture<>();
  final AtomicLong awaited = new AtomicLong();
  final HttpServer server;
  private final Server grpc;
  private final ManagedChannel channel;

  TestServer(String... origins) {
    try {
      String name = InProcessServerBuilder.generateName();
      InProcessServerBuilder builder = InProcessServerBuilder.forName(name).directExecutor();
      mesh.services().forEach(builder::addService);
      grpc = builder.build().start();
      channel =
          InProcessChannelBuilder.forName(name)
              .directExecutor()
              .propagateCauseWithStatus(true)
              .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    RequestGuard guard =
        (method, authorization) -> {
          if (!"Bearer good".equals(authorization)) {
            throw ApiError.of(ErrorCode.UNAUTHENTICATED, "no token").toException();
          }
        };
    RevisionWaiter waiter =
        (revision, max) -> {
          awaited.set(revision);
          return revisionSeen;
        };
    RestMethods methods = RestMethods.of(mesh.services());
    server =
        HttpServer.builder(methods, new Transcoder(methods, channel, guard, waiter))
            .listen("127.0.0.1", 0)
            .origins(List.of(origins))
            .revision(() -> 11)
            .readiness(readiness::get)
            .metrics(() -> "mesh_up 1\n", guard)
            .requestIds(() -> "generated-id")
            .grace(Duration.ofSeconds(20))
            .build()
            .start();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .timeout(Duration.ofSeconds(20))
        .header("Authorization", "Bearer good");
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
    return CLIENT.sendAsync(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) {
    return send(request(path));
  }

  HttpResponse<String> write(String verb, String path, String body) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method(verb, BodyPublishers.ofString(body.replace('\'', '"'))));
  }

  /** Sends bytes as they are, and returns all that comes back until the connection ends. */
  String raw(String bytes) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(HttpResponse<String> response) {
    return StrictJson.parse(ByteString.copyFromUtf8(response.body()));
  }

  static JsonNode error(HttpResponse<String> response) {
    return json(response).path("error");
  }

  @Override
  public void close() {
    server.close();
    channel.shutdownNow();
    grpc.shutdownNow();
  }
}
