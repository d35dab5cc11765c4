package io.apg.mesh.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What a command finds around itself: streams, environment, time, and the screen.
 *
 * @param pause what waits between two looks of {@code --watch}
 */
public record Shell(
    PrintWriter out,
    PrintWriter err,
    InputStream in,
    Map<String, String> environment,
    Clock clock,
    Screen screen,
    Pause pause) {
  /**
   * The terminal behind the streams.
   *
   * @param out whether stdout is one; {@code in} and {@code err} likewise
   * @param width columns; a very large number where nobody looks
   */
  public record Screen(boolean out, boolean err, boolean in, int width) {
    /** No terminal at all. */
    public static final Screen NONE = new Screen(false, false, false, Integer.MAX_VALUE);
  }

  /** Waits a second. */
  @FunctionalInterface
  public interface Pause {
    /** Returns after a second, and says whether to go on. */
    boolean second() throws InterruptedException;
  }

  /** A second of real time. A class, as the first lambda of a process costs milliseconds. */
  private static final class Second implements Pause {
    @Override
    public boolean second() throws InterruptedException {
      Thread.sleep(1000);
      return true;
    }
  }

  /**
   * That of this process. The launcher says which streams are terminals, as the JVM cannot tell
   * them apart.
   */
  static Shell ofProcess() {
    String terminals = System.getProperty("meshctl.terminals", "");
    int width = Integer.getInteger("meshctl.width", 0);
    boolean out = terminals.contains("1");
    return new Shell(
        new PrintWriter(System.out, false, UTF_8),
        new PrintWriter(System.err, true, UTF_8),
        System.in,
        System.getenv(),
        Clock.systemUTC(),
        new Screen(
            out,
            terminals.contains("2"),
            terminals.contains("0"),
            out && width > 0 ? width : Integer.MAX_VALUE),
        new Second());
  }

  /** A variable of the environment; empty where it is not set. */
  public String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  /** Where meshctl keeps what it remembers. */
  public Path folder() {
    String configured = variable("XDG_CONFIG_HOME");
    Path base = configured.isEmpty() ? Path.of(variable("HOME"), ".config") : Path.of(configured);
    return base.resolve("meshctl");
  }
}
