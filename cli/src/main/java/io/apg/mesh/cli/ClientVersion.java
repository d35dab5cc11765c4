package io.apg.mesh.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The version this meshctl was built as. */
final class ClientVersion {
  private static final String RESOURCE = "version.txt";

  private ClientVersion() {}

  static String text() {
    try (@Nullable InputStream in = ClientVersion.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + ": absent (expected: a resource of the build)");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
