package io.apg.mesh.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.apg.mesh.cli.api.ControlPlane;
import io.apg.mesh.cli.api.ExitCode;
import io.apg.mesh.cli.api.Failure;
import io.apg.mesh.cli.api.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Waiting for more proxies than a page holds, before a control plane that answers early. */
class RolloutTest {
  private static final Json REVISION_7 = Json.object("revision", 7L);

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final List<String> waits = new CopyOnWriteArrayList<>();
  private final StringWriter err = new StringWriter();
  private HttpServer server;
  private volatile long last = 6;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext("/api/proxies", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** Two pages of one proxy each; what waits takes four seconds. */
  private void answer(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    if (query.contains("wait_seconds=")) {
      waits.add(query.replaceAll(".*wait_seconds=", ""));
      now.updateAndGet(time -> time.plusSeconds(4));
    }
    String body = query.contains("page_token=") ? page("b~1", last, "") : page("a~1", 7, "rest");
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String page(String node, long revision, String next) {
    Json proxy = Json.object("node_id", node, "status", "stale", "acked_revision", revision);
    Json data = Json.object("proxies", List.of(proxy), "next_page_token", next);
    return Json.object("data", data).toString();
  }

  private int await() {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    ControlPlane api = new ControlPlane(url, "", Duration.ofSeconds(20), line -> {});
    Shell shell = new Shells().at(new Steps()).shell(new StringWriter(), err);
    return new Rollout(shell, api, Duration.ofSeconds(10)).await(REVISION_7);
  }

  @Test
  void aProxyOfTheSecondPageIsWaitedForUntilTheTimeIsOver() {
    assertThatThrownBy(this::await)
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.exit()).isEqualTo(ExitCode.UNREACHABLE))
        .hasMessage(
            "1 of 2 proxies have not taken revision 7 over within 10s: b~1: has revision 6");
    assertThat(waits).containsExactly("10", "6", "2");
  }

  @Test
  void allPagesCount() {
    last = 7;
    assertThat(await()).isZero();
    assertThat(err.toString()).contains("2/2 proxies SYNCED in 4.0s");
  }

  /** The time of this test. */
  private final class Steps extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now.get();
    }
  }
}
