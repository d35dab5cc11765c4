package io.apg.mesh.examples.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The checkout this JVM runs in: the nearest folder upwards that holds {@code scripts/envoy-path}.
 */
public final class Checkout {
  private static final String MARK = "scripts/envoy-path";

  private Checkout() {}

  /** Its root; the search starts in the system property {@code mesh.root}, else in user.dir. */
  public static Path root() {
    Path start =
        Path.of(System.getProperty("mesh.root", System.getProperty("user.dir"))).toAbsolutePath();
    return Stream.<@Nullable Path>iterate(start, dir -> dir != null, dir -> dir.getParent())
        .filter(dir -> Files.isExecutable(dir.resolve(MARK)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(start + ": no " + MARK + " here or in a parent folder"));
  }

  /** The Envoy binary: {@code $ENVOY_PATH}, else what {@code scripts/envoy-path} prints. */
  static String envoy() throws IOException, InterruptedException {
    @Nullable String given = System.getenv("ENVOY_PATH");
    if (given != null && !given.isEmpty()) {
      return given;
    }
    Process script =
        new ProcessBuilder(root().resolve(MARK).toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String path =
        new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (script.waitFor() != 0) {
      throw new IllegalStateException(MARK + ": exit " + script.exitValue() + " (expected: 0)");
    }
    return path;
  }
}
