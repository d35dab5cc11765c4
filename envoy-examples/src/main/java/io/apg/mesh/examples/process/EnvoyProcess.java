package io.apg.mesh.examples.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.apg.mesh.examples.http.HttpAnswer;
import io.apg.mesh.examples.http.HttpConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A real Envoy with its own temporary directory and its admin server on a free port. Closing it
 * kills the process and deletes the directory; {@link #drain} first, where requests in flight
 * matter. Thread-safe.
 */
public final class EnvoyProcess implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ChildProcess process;
  private final TempDirectory directory;
  private final Command command;
  private volatile boolean ended;

  /** An Envoy that runs this bootstrap (YAML or JSON); its admin address is replaced. */
  public static EnvoyLaunch with(String bootstrap) {
    return EnvoyLaunch.of(bootstrap);
  }

  EnvoyProcess(ChildProcess process, TempDirectory directory, Command command) {
    this.process = process;
    this.directory = directory;
    this.command = command;
  }

  /** Waits until Envoy says LIVE: it has all the configuration it asked for at its start. */
  public void awaitLive(Duration bound) throws InterruptedException {
    process.await("LIVE", bound, () -> get("/ready").body().strip().equals("LIVE"));
  }

  /** Waits until something holds for this Envoy; throws with the end of its log if not. */
  public void await(String what, Duration bound, Await.Condition condition)
      throws InterruptedException {
    process.await(what, bound, condition);
  }

  /** Where the admin server listens. */
  public InetSocketAddress admin() throws IOException {
    String text = Files.readString(adminFile()).strip();
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IOException(
          "admin address: \"" + text + "\" (expected: an address, being written)");
    }
    return new InetSocketAddress(
        text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  /** The body of an admin page. */
  public String page(String path) throws IOException {
    HttpAnswer answer = get(path);
    if (answer.status() != 200) {
      throw new IOException(
          command.name() + " " + path + ": " + answer.status() + " " + answer.body());
    }
    return answer.body();
  }

  /** {@code /config_dump} with endpoints. */
  public JsonNode configDump() throws IOException {
    return JSON.readTree(page("/config_dump?include_eds"));
  }

  /** {@code /clusters} as JSON. */
  public JsonNode clusters() throws IOException {
    return JSON.readTree(page("/clusters?format=json"));
  }

  /** Counters and gauges whose names match the regular expression, by name. */
  public SortedMap<String, Long> stats(String filter) throws IOException {
    TreeMap<String, Long> stats = new TreeMap<>();
    for (JsonNode stat : JSON.readTree(page("/stats?format=json&filter=" + filter)).path("stats")) {
      if (stat.path("value").isIntegralNumber()) {
        stats.put(stat.path("name").asText(), stat.path("value").asLong());
      }
    }
    return stats;
  }

  /** Where each active listener listens, by the listener's name. */
  public SortedMap<String, InetSocketAddress> listeners() throws IOException {
    TreeMap<String, InetSocketAddress> listeners = new TreeMap<>();
    JsonNode statuses = JSON.readTree(page("/listeners?format=json")).path("listener_statuses");
    for (JsonNode listener : statuses) {
      JsonNode address = listener.path("local_address").path("socket_address");
      listeners.put(
          listener.path("name").asText(),
          new InetSocketAddress(
              address.path("address").asText(), address.path("port_value").asInt()));
    }
    return listeners;
  }

  /** Where a listener listens, if it is there. */
  public Optional<InetSocketAddress> listener(String listenerName) throws IOException {
    return Optional.ofNullable(listeners().get(listenerName));
  }

  /** Takes no new connections and ends old ones after their request; Envoy goes on running. */
  public void drain() throws IOException {
    HttpConnection.request(admin(), "POST", command.name(), "/drain_listeners?graceful&skip_exit");
  }

  /** Ends the process by SIGKILL, and keeps its directory until {@link #close}. */
  public void kill() throws InterruptedException {
    ended = true;
    process.kill();
  }

  /** Whether the process runs. */
  public boolean alive() {
    return process.alive();
  }

  /** Whether it was ended here, by {@link #kill} or {@link #close}, and not by itself. */
  public boolean ended() {
    return ended;
  }

  /** The operating system's process id. */
  public long pid() {
    return process.pid();
  }

  /** Where its files are until it is closed. */
  public Path directory() {
    return directory.path();
  }

  /** Everything Envoy wrote, its access log too. */
  public String log() throws IOException {
    return Files.readString(command.log());
  }

  @Override
  public void close() throws IOException {
    ended = true;
    process.close();
    directory.close();
  }

  private HttpAnswer get(String path) throws IOException {
    return HttpConnection.get(admin(), command.name(), path);
  }

  private Path adminFile() {
    return directory.path().resolve(EnvoyLaunch.ADMIN_FILE);
  }
}
