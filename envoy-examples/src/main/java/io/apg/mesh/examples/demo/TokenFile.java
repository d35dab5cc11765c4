package io.apg.mesh.examples.demo;

import io.apg.mesh.examples.process.Cleanup;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The file in which {@code meshctl} looks for a token when nobody names one; it is there as long as
 * the demo runs. One that somebody else put there is left alone.
 */
final class TokenFile implements AutoCloseable {
  private final Path file;

  private TokenFile(Path file) {
    this.file = file;
  }

  /** Writes it; null where there is one already. */
  static @Nullable TokenFile write(String token) throws IOException {
    return write(place(System.getenv()), token);
  }

  /** Where {@code meshctl} looks: it goes by the environment, as its starter is no Java. */
  static Path place(Map<String, String> environment) {
    String configured = environment.getOrDefault("XDG_CONFIG_HOME", "");
    Path folder =
        configured.isEmpty()
            ? Path.of(environment.getOrDefault("HOME", ""), ".config")
            : Path.of(configured);
    return folder.resolve("meshctl").resolve("token");
  }

  /** The same at a place of its own. */
  static @Nullable TokenFile write(Path file, String token) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try {
      return Cleanup.open(
          () -> {
            writePrivately(file, token);
            return new TokenFile(file);
          });
    } catch (FileAlreadyExistsException e) {
      return null;
    }
  }

  /** Writes a new file that nobody else may read. */
  static void writePrivately(Path file, String text) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, text + "\n");
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
    Cleanup.forget(this);
  }
}
