package io.apg.mesh.controlplane.config;

import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Passes on what libraries (gRPC) log through java.util.logging. Thread-safe. */
final class JulBridge extends Handler {
  private final SimpleFormatter formatter = new SimpleFormatter();

  private JulBridge() {}

  /** Takes the place of all handlers there are. */
  static void install() {
    LogManager.getLogManager().reset();
    LogManager.getLogManager().getLogger("").addHandler(new JulBridge());
  }

  @Override
  public void publish(LogRecord entry) {
    String name = entry.getLoggerName() == null ? "java.util.logging" : entry.getLoggerName();
    Logger logger = LoggerFactory.getLogger(name);
    logger
        .atLevel(level(entry.getLevel().intValue()))
        .setCause(entry.getThrown())
        .log(formatter.formatMessage(entry));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  private static Level level(int julLevel) {
    if (julLevel >= java.util.logging.Level.SEVERE.intValue()) {
      return Level.ERROR;
    }
    if (julLevel >= java.util.logging.Level.WARNING.intValue()) {
      return Level.WARN;
    }
    return julLevel >= java.util.logging.Level.INFO.intValue() ? Level.INFO : Level.DEBUG;
  }
}
