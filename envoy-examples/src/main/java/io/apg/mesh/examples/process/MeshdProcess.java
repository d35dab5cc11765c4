package io.apg.mesh.examples.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.apg.mesh.examples.api.MeshApi;
import io.apg.mesh.examples.http.HttpConnection;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A control plane as a process of its own, with its data in a temporary directory. It can be killed
 * and started again on the same ports and data. Not thread-safe.
 */
public final class MeshdProcess implements AutoCloseable {
  static final String PORTS_FILE = "ports.json";
  static final List<String> PORTS = List.of("http", "xds", "admin");

  private static final Duration READY_BOUND = Duration.ofSeconds(60);
  private static final Duration GRACE = Duration.ofSeconds(15);

  private final TempDirectory directory;
  private MeshdLaunch launch;
  private ChildProcess process;
  private JsonNode ports;

  static MeshdProcess start(MeshdLaunch launch, TempDirectory directory)
      throws IOException, InterruptedException {
    ChildProcess process = run(launch, directory);
    try {
      return new MeshdProcess(launch, directory, process, awaitReady(process, directory));
    } catch (InterruptedException | RuntimeException | IOException e) {
      process.close();
      throw e;
    }
  }

  private MeshdProcess(
      MeshdLaunch launch, TempDirectory directory, ChildProcess process, JsonNode ports) {
    this.launch = launch;
    this.directory = directory;
    this.process = process;
    this.ports = ports;
  }

  /** Where REST, docs and metrics are. */
  public InetSocketAddress http() {
    return address("http");
  }

  /** Where proxies connect. */
  public InetSocketAddress xds() {
    return address("xds");
  }

  /** Where the gRPC admin API is. */
  public InetSocketAddress admin() {
    return address("admin");
  }

  /** Its directory: data, log, ports. */
  public Path directory() {
    return directory.path();
  }

  /** The operating system's process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether the process runs. */
  public boolean alive() {
    return process.alive();
  }

  /** Waits until something holds while it runs; throws with the end of its log if not. */
  public void await(String what, Duration bound, Await.Condition condition)
      throws InterruptedException {
    process.await(what, bound, condition);
  }

  /** Everything it wrote since its first start. */
  public String log() throws IOException {
    return Files.readString(command(launch, directory).log());
  }

  /** A new token, made by the program itself: {@code token create}. */
  public String token(String subject, String role) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(launch.words("token", "create", "--subject", subject, "--role", role))
            .directory(directory().toFile())
            .redirectError(
                ProcessBuilder.Redirect.appendTo(directory().resolve("token.log").toFile()));
    builder.environment().putAll(launch.environment());
    Process create = builder.redirectInput(new File("/dev/null")).start();
    String token =
        new String(create.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    int exit = create.waitFor();
    if (exit != 0 || token.isEmpty()) {
      throw new IllegalStateException(
          "token create: exit "
              + exit
              + " (expected: 0 and a token)\n"
              + Files.readString(directory().resolve("token.log")));
    }
    return token;
  }

  /** A client with a new token of this role. */
  public MeshApi api(String role) throws IOException, InterruptedException {
    return new MeshApi(http(), token("test", role));
  }

  /** Ends it as a crash would: SIGKILL. */
  public void kill() throws InterruptedException {
    process.kill();
  }

  /** Ends it in order: SIGTERM, and SIGKILL after 15 s. Returns its exit code. */
  public int stop() throws InterruptedException {
    return process.terminate(GRACE);
  }

  /** Starts it again, after {@link #kill} or {@link #stop}, on the same ports and data. */
  public void restart() throws IOException, InterruptedException {
    for (String port : PORTS) {
      launch = launch.set("server." + port + ".port", ports.path(port).asText());
    }
    Files.delete(portsFile(directory));
    process = run(launch, directory);
    ports = awaitReady(process, directory);
  }

  @Override
  public void close() throws IOException {
    process.close();
    directory.close();
  }

  private static Command command(MeshdLaunch launch, TempDirectory directory) {
    return new Command("meshd", directory.path(), launch.words("run"), launch.environment(), GRACE);
  }

  private static ChildProcess run(MeshdLaunch launch, TempDirectory directory) throws IOException {
    return ChildProcess.start(command(launch, directory));
  }

  private static JsonNode awaitReady(ChildProcess process, TempDirectory directory)
      throws IOException, InterruptedException {
    process.await(
        "ready",
        READY_BOUND,
        () -> {
          InetSocketAddress http = address(ports(directory), "http");
          return HttpConnection.get(http, "meshd", "/readyz").status() == 200;
        });
    return ports(directory);
  }

  private InetSocketAddress address(String port) {
    return address(ports, port);
  }

  private static InetSocketAddress address(JsonNode ports, String port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.path(port).asInt());
  }

  private static JsonNode ports(TempDirectory directory) throws IOException {
    return new ObjectMapper().readTree(Files.readString(portsFile(directory)));
  }

  private static Path portsFile(TempDirectory directory) {
    return directory.path().resolve(PORTS_FILE);
  }
}
