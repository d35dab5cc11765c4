package io.apg.mesh.cli;

import java.util.List;

/** Puts lines on stdout. */
final class Text {
  private Text() {}

  static void print(Shell shell, List<String> lines) {
    lines.forEach(line -> shell.out().println(line));
    shell.out().flush();
  }

  static String plural(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }
}
