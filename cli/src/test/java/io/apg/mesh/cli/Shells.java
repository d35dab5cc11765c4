package io.apg.mesh.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Clock;
import java.util.Map;

/** Shells for tests. */
final class Shells {
  private Shells() {}

  /** Nothing but the two streams. */
  static Shell plain(Writer out, Writer err) {
    return new Shell(
        new PrintWriter(out),
        new PrintWriter(err),
        InputStream.nullInputStream(),
        Map.of("HOME", "/nonexistent"),
        Clock.systemUTC(),
        Shell.Screen.NONE,
        () -> false);
  }
}
