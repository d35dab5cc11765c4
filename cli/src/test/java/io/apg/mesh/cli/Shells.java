package io.apg.mesh.cli;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs commands in this process, each in a shell that is described first. Not thread-safe. */
final class Shells {
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Clock clock = Clock.systemUTC();
  private Shell.Screen screen = Shell.Screen.NONE;
  private InputStream in = InputStream.nullInputStream();
  private Shell.Pause pause = () -> false;

  /** What a command did. */
  record Ran(int exit, String out, String err) {
    @Override
    public String toString() {
      return "exit " + exit + "\n" + out + err;
    }
  }

  Shells() {
    environment.put("HOME", "/nonexistent");
  }

  Shells with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Shells at(Clock newClock) {
    clock = newClock;
    return this;
  }

  /** A terminal of that width. */
  Shells terminal(int width) {
    screen = new Shell.Screen(true, true, true, width);
    return this;
  }

  Shells typing(String text) {
    in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Shells reading(InputStream newIn) {
    in = newIn;
    return this;
  }

  Shells pausing(Shell.Pause newPause) {
    pause = newPause;
    return this;
  }

  Ran run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit = Meshctl.run(shell(out, err), arguments);
    return new Ran(exit, out.toString(), err.toString());
  }

  Shell shell(Writer out, Writer err) {
    return new Shell(
        new PrintWriter(out),
        new PrintWriter(err),
        in,
        Map.copyOf(environment),
        clock,
        screen,
        pause);
  }

  /** Nothing but the two streams. */
  static Shell plain(Writer out, Writer err) {
    return new Shells().shell(out, err);
  }
}
