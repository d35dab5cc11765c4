package io.apg.mesh.controlplane.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.apg.mesh.controlplane.config.MeshConfig.Logging.Format;
import io.apg.mesh.controlplane.config.MeshConfig.Logging.Level;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

@Isolated
class LoggingSetupTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final PrintStream before = System.err;

  @BeforeEach
  void capture() {
    System.setErr(new PrintStream(written, true, UTF_8));
  }

  @AfterEach
  void restore() throws Exception {
    System.setErr(before);
    MDC.clear();
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    new ContextInitializer(context).autoConfig();
    LogManager.getLogManager().readConfiguration();
  }

  @Test
  void json_isOneObjectALine_withTheRequestId() throws Exception {
    LoggingSetup.apply(new MeshConfig.Logging(Level.INFO, Format.JSON));
    Logger log = LoggerFactory.getLogger("io.apg.mesh.x");

    MDC.put("request_id", "r-1");
    log.info("event=done revision={}", 7);
    log.debug("event=unseen");
    log.error("event=failed", new IllegalStateException("two\nlines"));

    List<String> lines = lines();
    assertThat(lines).hasSize(2);
    JsonNode first = new ObjectMapper().readTree(lines.get(0));
    assertThat(first.path("formattedMessage").asText()).isEqualTo("event=done revision=7");
    assertThat(first.path("mdc").path("request_id").asText()).isEqualTo("r-1");
    assertThat(new ObjectMapper().readTree(lines.get(1)).path("throwable").path("message").asText())
        .isEqualTo("two\nlines");
  }

  @Test
  void text_hasTimeLevelMessageAndRequestId() {
    LoggingSetup.apply(new MeshConfig.Logging(Level.WARN, Format.TEXT));
    Logger log = LoggerFactory.getLogger("io.apg.mesh.Thing");

    MDC.put("request_id", "r-1");
    log.warn("event=odd");
    log.info("event=unseen");

    assertThat(lines())
        .singleElement()
        .asString()
        .matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z WARN  Thing event=odd request_id=r-1");
  }

  @Test
  void libraries_sayNoMoreThanWarnings_alsoThroughTheirOwnLogging() {
    LoggingSetup.apply(new MeshConfig.Logging(Level.TRACE, Format.TEXT));

    java.util.logging.Logger grpc = java.util.logging.Logger.getLogger("io.grpc.Some");
    grpc.info("a frame with a token");
    grpc.log(java.util.logging.Level.WARNING, "odd {0}", "thing");
    LoggerFactory.getLogger("org.eclipse.jetty.Server").debug("a header");

    assertThat(lines()).singleElement().asString().contains("WARN  Some odd thing");
  }

  @Test
  void aProxyThatGoesInTheMiddleOfAResponseIsNoWarning() {
    LoggingSetup.apply(new MeshConfig.Logging(Level.INFO, Format.TEXT));

    java.util.logging.Logger streams =
        java.util.logging.Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler");
    streams.log(java.util.logging.Level.WARNING, "Stream Error", new IOException("closed"));
    streams.severe("something else");

    assertThat(lines()).singleElement().asString().contains("something else");
  }

  private List<String> lines() {
    return written.toString(UTF_8).lines().toList();
  }
}
