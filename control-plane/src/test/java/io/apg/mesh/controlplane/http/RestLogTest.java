package io.apg.mesh.controlplane.http;

import static io.apg.mesh.controlplane.http.TestServer.error;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the log says of requests. */
class RestLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.apg.mesh.controlplane.http");
  private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();
  private final ListAppender<ILoggingEvent> log =
      new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
          event.prepareForDeferredProcessing();
          lines.add(event);
        }
      };
  private final TestServer server = new TestServer();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
    logger.setAdditive(false);
    logger.setLevel(Level.DEBUG);
  }

  @AfterEach
  void close() {
    server.close();
    logger.detachAppender(log);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  @Test
  void everyLineHasTheRequestIdOnce() {
    server.get("/api/services");
    server.get("/livez");
    server.write("POST", "/api/services", "{");

    assertThat(lines).hasSize(3);
    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(line.getMDCPropertyMap()).containsEntry("request_id", "generated-id");
              assertThat(line.getFormattedMessage())
                  .startsWith("event=http_request")
                  .doesNotContain("generated-id");
            });
  }

  @Test
  void whatAServiceHasLogged_isNotLoggedAgain() {
    HttpResponse<String> told = server.get("/api/services/told");
    HttpResponse<String> broken = server.get("/api/services/broken");

    assertThat(error(told).path("message").asText()).isEqualTo("internal error in request 7");
    assertThat(error(broken).path("code").asText()).isEqualTo("INTERNAL");
    assertThat(lines.stream().filter(line -> line.getLevel() == Level.ERROR)).hasSize(1);
  }
}
