package io.apg.mesh.examples.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.apg.mesh.examples.api.ApiAnswer;
import io.apg.mesh.examples.api.MeshApi;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The harness around a control plane, with a stand-in that keeps its outside contract. */
class MeshdProcessTest {
  /** Answers /readyz, and every other path with the token it was asked with. */
  static final class StandIn {
    private StandIn() {}

    public static void main(String[] arguments) throws Exception {
      Map<String, String> settings = new HashMap<>();
      for (int i = 0; i < arguments.length - 1; i++) {
        if (arguments[i].equals("--set")) {
          String[] setting = arguments[i + 1].split("=", 2);
          settings.put(setting[0], setting[1]);
        }
      }
      if (arguments[0].equals("token")) {
        System.out.println("token-of-" + arguments[3] + "-" + arguments[5]);
      } else if (settings.containsKey("fail")) {
        System.out.println("the store cannot be opened");
        System.exit(1);
      } else {
        serve(settings);
      }
    }

    private static void serve(Map<String, String> settings) throws Exception {
      int port = Integer.parseInt(settings.get("server.http.port"));
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10);
      server.createContext(
          "/",
          exchange -> {
            String token = exchange.getRequestHeaders().getFirst("authorization");
            boolean ready = exchange.getRequestURI().getPath().equals("/readyz");
            String answer = "{\"data\":{\"token\":\"" + token + "\",\"revision\":7}}";
            byte[] body = (ready ? "ok" : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
      Files.writeString(
          Path.of(settings.get("server.ports_file")),
          "{\"http\": " + server.getAddress().getPort() + ", \"xds\": 1, \"admin\": 2}");
    }
  }

  private static MeshdLaunch standIn() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> program = List.of(java, "-Xmx64m", "-cp", classPath, StandIn.class.getName());
    return new MeshdLaunch(program, Map.of(), Map.of());
  }

  @Test
  void startsIsAskedIsKilledAndComesBackOnItsPorts() throws Exception {
    Path directory;
    try (MeshdProcess meshd = standIn().start()) {
      directory = meshd.directory();
      InetSocketAddress http = meshd.http();
      assertThat(meshd.token("ops", "admin")).isEqualTo("token-of-ops-admin");
      MeshApi api = meshd.api("viewer");
      ApiAnswer answer = api.get("/api/services");
      assertThat(answer.data().path("token").asText()).isEqualTo("Bearer token-of-test-viewer");
      assertThat(answer.revision()).isEqualTo(7);

      long first = meshd.pid();
      meshd.kill();
      assertThat(meshd.alive()).isFalse();
      meshd.restart();
      assertThat(meshd.http()).isEqualTo(http);
      assertThat(meshd.pid()).isNotEqualTo(first);
      assertThat(api.get("/api/services").status()).isEqualTo(200);
      assertThat(meshd.stop()).isEqualTo(143);
    }
    assertThat(directory).doesNotExist();
  }

  @Test
  void aStartThatFailsIsToldWithItsLastWords() {
    assertThatThrownBy(() -> standIn().set("fail", "yes").start())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("meshd: exited with 1 (expected: ready)\nthe store cannot be opened");
  }

  @Test
  void anErrorOfTheApiIsThrownWithItsBodyOrReadAsAValue() throws Exception {
    ApiAnswer refused =
        new ApiAnswer(404, new ObjectMapper().readTree("{\"error\":{\"code\":\"NOT_FOUND\"}}"));
    assertThat(refused.error().path("code").asText()).isEqualTo("NOT_FOUND");
    assertThatThrownBy(refused::data).hasMessageContaining("404").hasMessageContaining("NOT_FOUND");
  }
}
