package io.apg.mesh.controlplane.config;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import org.slf4j.LoggerFactory;

/** Sets the process's logs up as configured: one line an event, on standard error. */
public final class LoggingSetup {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSS'Z',UTC} %-5level %logger{0} %msg %mdc%n%rEx";

  private static final String GRPC_STREAMS =
      "io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler";

  private LoggingSetup() {}

  /** Replaces the current set-up. */
  public static void apply(MeshConfig.Logging logging) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    EncoderBase<ILoggingEvent> encoder = encoder(logging.format());
    encoder.setContext(context);
    encoder.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender(context, encoder));
    Level level = Level.toLevel(logging.level().name());
    root.setLevel(level);
    // Their DEBUG shows frames, headers and with them tokens.
    for (String library :
        new String[] {"io.grpc", "org.eclipse.jetty", "com.zaxxer", "org.flywaydb"}) {
      context.getLogger(library).setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
    }
    // A proxy that goes in the middle of a response is no news, and gRPC warns of it with a trace.
    context.getLogger(GRPC_STREAMS).setLevel(Level.ERROR);
    JulBridge.install();
  }

  private static EncoderBase<ILoggingEvent> encoder(MeshConfig.Logging.Format format) {
    if (format == MeshConfig.Logging.Format.JSON) {
      JsonEncoder json = new JsonEncoder();
      json.setWithFormattedMessage(true);
      json.setWithMessage(false);
      json.setWithArguments(false);
      json.setWithContext(false);
      json.setWithSequenceNumber(false);
      return json;
    }
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setPattern(PATTERN);
    return encoder;
  }

  private static ConsoleAppender<ILoggingEvent> appender(
      LoggerContext context, Encoder<ILoggingEvent> encoder) {
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }
}
