package io.apg.mesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.examples.process.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code meshctl bootstrap NODE --run}: a process that stands for its Envoy. */
class BootstrapRunOnEnvoyTest {
  private static final Duration BOUND = Duration.ofSeconds(60);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalEndsBoth(String signal, int exit) throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    try (LiveMesh mesh = LiveMesh.in(folder)) {
      mesh.typing("{kind: service, service_name: cart, endpoints: []}", "apply -f -");
      Process meshctl = start(mesh, temporary);
      try {
        assertThat(Await.holds(BOUND, () -> !meshctl.isAlive() || isInSync(mesh)))
            .as(Files.readString(folder.resolve("log")))
            .isTrue();
        assertThat(meshctl.isAlive()).as(Files.readString(folder.resolve("log"))).isTrue();
        List<ProcessHandle> children = meshctl.children().toList();
        assertThat(children).hasSize(1);
        assertThat(files(temporary)).hasSize(1);
        new ProcessBuilder("kill", "-" + signal, Long.toString(meshctl.pid())).start().waitFor();
        assertThat(meshctl.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(meshctl.exitValue()).isEqualTo(exit);
        assertThat(children.get(0).isAlive()).isFalse();
        assertThat(files(temporary)).isEmpty();
        assertThat(Await.holds(BOUND, () -> proxies(mesh) == 0)).isTrue();
      } finally {
        meshctl.descendants().forEach(ProcessHandle::destroyForcibly);
        meshctl.destroyForcibly();
      }
    }
  }

  /** Who runs the tests in the background ignores Ctrl-C, and so would its children. */
  private Process start(LiveMesh mesh, Path temporary) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Meshctl.class.getName(),
                "bootstrap",
                "svc_cart~1",
                "--outbound",
                "127.0.0.1:" + freePort(),
                "--run")
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(folder.resolve("log").toFile());
    builder.environment().put("MESHCTL_SERVER", mesh.url());
    builder.environment().put("MESHCTL_TOKEN_FILE", mesh.tokenFile().toString());
    builder.environment().put("ENVOY_PATH", Newcomer.envoy());
    return builder.start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean isInSync(LiveMesh mesh) {
    return mesh.get("/api/proxies").get("proxies").items().stream()
        .anyMatch(
            proxy ->
                proxy.get("node_id").text().equals("svc_cart~1")
                    && proxy.get("status").text().equals("synced"));
  }

  private static long proxies(LiveMesh mesh) {
    return mesh.get("/api/proxies").get("total").number();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).toList();
    }
  }
}
