package io.apg.mesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.apg.mesh.cli.api.Json;
import io.apg.mesh.cli.api.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeshctlTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final String version = ClientVersion.text();
  private HttpServer server;
  private volatile int status = 200;
  private volatile String answer = health(version);

  private static String health(String version) {
    return "{\"data\":{\"status\":\"healthy\",\"services\":{\"total\":2},\"version\":\""
        + version
        + "\",\"revision\":7}}";
  }

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          boolean known = exchange.getRequestURI().getPath().equals("/api/health");
          exchange.sendResponseHeaders(known ? status : 404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private int run(String... arguments) {
    return Meshctl.run(Shells.plain(out, err), arguments);
  }

  @Test
  void clientAloneAsksNobody() {
    assertThat(run("version", "--client", "--server", "http://127.0.0.1:1")).isZero();
    assertThat(out).hasToString("client  " + version + System.lineSeparator());
    assertThat(version).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void showsClientAndServer() {
    assertThat(run("version", "--server", url() + "/")).isZero();
    assertThat(out.toString().lines()).containsExactly("client  " + version, "server  " + version);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void warnsOfSkewOnStderr() {
    answer = health("9.9.9");
    assertThat(run("version", "--server", url())).isZero();
    assertThat(out.toString()).contains("server  9.9.9");
    assertThat(err.toString()).contains("client and server differ");
  }

  @Test
  void jsonIsOneDocument() throws IOException {
    assertThat(run("version", "-o", "json", "--server", url())).isZero();
    assertThat(JsonText.read(out.toString()))
        .isEqualTo(Json.object("client", version, "server", version));
  }

  @Test
  void clientAloneAsJson() throws IOException {
    assertThat(run("version", "--client", "-o", "json")).isZero();
    assertThat(JsonText.read(out.toString())).isEqualTo(Json.object("client", version));
  }

  @Test
  void nobodyThereIs3WithAHint() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    String nobody = "http://127.0.0.1:" + free;
    assertThat(run("version", "--server", nobody)).isEqualTo(3);
    assertThat(err.toString().lines().toList())
        .hasSize(2)
        .first()
        .isEqualTo(
            "meshctl: cannot reach the control plane at " + nobody + " (connection refused)");
    assertThat(err.toString()).contains("start one with:  make demo");

    assertThat(run("version", "-o", "json", "--server", nobody)).isEqualTo(3);
    assertThat(err.toString())
        .contains("{\"error\":{\"code\":\"UNAVAILABLE\",\"message\":\"cannot");
  }

  @ParameterizedTest
  @CsvSource({
    "503, UNAVAILABLE, 3",
    "504, TIMEOUT, 3",
    "404, NOT_FOUND, 5",
    "401, UNAUTHENTICATED, 1",
    "500, INTERNAL, 1"
  })
  void anErrorOfTheApiBecomesItsExitCode(int http, String code, int exit) {
    status = http;
    answer =
        "{\"error\":{\"code\":\"" + code + "\",\"message\":\"it is so\",\"hint\":\"do this\"}}";
    assertThat(run("version", "--server", url())).isEqualTo(exit);
    assertThat(err.toString().lines()).containsExactly("meshctl: it is so", "  do this");
  }

  @Test
  void somethingElseOnThatPortIsToldAsSuch() {
    answer = "<html>";
    assertThat(run("version", "--server", url())).isEqualTo(3);
    assertThat(err.toString()).contains("cannot reach the control plane");
    status = 502;
    assertThat(run("version", "--server", url())).isEqualTo(1);
    assertThat(err.toString()).contains(url() + "/api/health answered 502");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "version --sever x       | Unknown option",
        "version -o xml          | Invalid value for option '--output'",
        "version --server not:a  | server: not:a (expected: http://HOST:PORT)",
        "verson                  | Did you mean \"version\"?"
      })
  void wrongUsageIs2(String line, String told) {
    assertThat(run(line.strip().split(" +"))).isEqualTo(2);
    assertThat(err.toString()).contains(told);
    assertThat(err.toString()).doesNotContain("at io.apg");
  }

  @ParameterizedTest
  @CsvSource({"apply, 1", "diff, 7"})
  void whatNobodyForesawIsToldOnOneLine(String command, int exit) {
    Shells broken = new Shells().with("MESHCTL_SERVER", url()).reading(new Broken());
    Shells.Ran ran = broken.run(command, "-f", "-");
    assertThat(ran.exit()).isEqualTo(exit);
    assertThat(ran.err().lines())
        .containsExactly("meshctl: internal error: java.lang.IllegalStateException: torn apart");
    assertThat(broken.run(command, "-f", "-", "-o", "json").err()).contains("\"INTERNAL\"");
    Shells.Ran traced = broken.run(command, "-f", "-", "-vv");
    assertThat(traced.exit()).isEqualTo(exit);
    assertThat(traced.err()).contains("at io.apg.mesh.cli");
  }

  /** Input that fails as no input should. */
  private static final class Broken extends InputStream {
    @Override
    public int read() {
      throw new IllegalStateException("torn\napart");
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
      return read();
    }
  }

  @Test
  void noCommandShowsTheCommands() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).contains("Commands:", "version");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void helpListsTheExitCodes() {
    assertThat(run("version", "--help")).isZero();
    assertThat(out.toString())
        .contains("Exit codes:", "not reachable", "meshctl version --client", "MESHCTL_SERVER");
  }
}
