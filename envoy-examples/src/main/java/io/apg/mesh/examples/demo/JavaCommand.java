package io.apg.mesh.examples.demo;

import java.nio.file.Path;
import java.util.List;

/** How this program starts itself once more. */
final class JavaCommand {
  private JavaCommand() {}

  /** A JVM of modest size that runs {@link Demo}; subcommand and options follow. */
  static List<String> small() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xmx48m",
        "-cp",
        System.getProperty("java.class.path"),
        Demo.class.getName());
  }
}
