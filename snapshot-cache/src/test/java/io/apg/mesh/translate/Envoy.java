package io.apg.mesh.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real Envoy with a configuration file, found by the variable {@code ENVOY_PATH}. */
final class Envoy implements AutoCloseable {
  private static final Duration BOUND = Duration.ofSeconds(20);

  private final Process process;
  private final Path folder;

  private Envoy(Process process, Path folder) {
    this.process = process;
    this.folder = folder;
  }

  /** What {@code --mode validate} says; empty when it accepts. */
  static String complaint(Path folder, String config) throws Exception {
    Process process = launch(folder, config, List.of("--mode", "validate"));
    assertThat(process.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue() == 0 ? "" : Files.readString(folder.resolve("log"));
  }

  /** What {@code --mode validate} logs. */
  static String log(Path folder, String config) throws Exception {
    complaint(folder, config);
    return Files.readString(folder.resolve("log"));
  }

  /** Starts one and waits until it serves. */
  static Envoy start(Path folder, String config) throws Exception {
    Path address = folder.resolve("admin");
    Envoy envoy =
        new Envoy(
            launch(
                folder,
                config,
                List.of("--concurrency", "1", "--admin-address-path", address.toString())),
            folder);
    try {
      await().atMost(BOUND).until(() -> Files.exists(address) && envoy.isLive());
    } catch (RuntimeException e) {
      envoy.close();
      throw new AssertionError(Files.readString(folder.resolve("log")), e);
    }
    return envoy;
  }

  private static Process launch(Path folder, String config, List<String> arguments)
      throws IOException {
    String path = System.getenv("ENVOY_PATH");
    assumeTrue(path != null, "ENVOY_PATH is not set: nothing is proved about a real Envoy");
    Path file = Files.writeString(folder.resolve("envoy.yaml"), config);
    List<String> command = new ArrayList<>(List.of(String.valueOf(path), "-c", file.toString()));
    command.add("--use-dynamic-base-id");
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private boolean isLive() {
    assertThat(process.isAlive()).isTrue();
    return admin("/ready").startsWith("LIVE");
  }

  /** The port on which a listener ended up. */
  int port(String listener) throws IOException {
    JsonNode status = new ObjectMapper().readTree(admin("/listeners?format=json"));
    for (JsonNode item : status.path("listener_statuses")) {
      if (item.path("name").asText().equals(listener)) {
        return item.at("/local_address/socket_address/port_value").asInt();
      }
    }
    throw new AssertionError(listener + " is not in " + status);
  }

  /** What it wrote, access logs included. */
  String output() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  private String admin(String path) {
    try {
      String address = Files.readString(folder.resolve("admin"));
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create("http://" + address + path)).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().completeOnTimeout(process, BOUND.toSeconds(), TimeUnit.SECONDS).join();
    process.destroyForcibly();
  }
}
