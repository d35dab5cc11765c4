package io.apg.mesh.examples.demo;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How this program starts itself once more. */
final class JavaCommand {
  private static final List<String> SMALL =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx48m");

  private JavaCommand() {}

  /** A JVM of modest size that runs {@link Demo}; subcommand and options follow. */
  static List<String> small() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> program =
        List.of("-cp", System.getProperty("java.class.path"), Demo.class.getName());
    return Stream.of(List.of(java), SMALL, program).flatMap(List::stream).toList();
  }

  /** The same in the product's image. */
  static List<String> inImage() {
    List<String> program =
        List.of("-jar", "/opt/apg-mesh/envoy-examples/target/envoy-examples.jar");
    return Stream.of(List.of("java"), SMALL, program).flatMap(List::stream).toList();
  }
}
