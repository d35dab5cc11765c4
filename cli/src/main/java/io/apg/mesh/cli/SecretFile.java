package io.apg.mesh.cli;

import io.apg.mesh.cli.api.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Writes what only the owner may read. */
final class SecretFile {
  private SecretFile() {}

  /** A file takes the place of whatever was there, whole, in one step. */
  static void write(Path file, String text) {
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try {
      Path folder = file.toAbsolutePath().getParent();
      Path draft = Files.createTempFile(folder, ".meshctl", "", owner);
      try {
        Files.write(draft, (text + "\n").getBytes(StandardCharsets.UTF_8));
        Files.move(
            draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw Failure.usage(file + ": cannot be written", "");
    }
  }

  /**
   * Content of the file that an Envoy reads a token from: a secret, as a bootstrap with {@code
   * token_file} names it.
   */
  static String ofEnvoy(String token) {
    return "{\"resources\": [{\"@type\":"
        + " \"type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret\","
        + " \"name\": \"token\", \"generic_secret\": {\"secret\": {\"inline_string\": \"Bearer "
        + token
        + "\"}}}]}";
  }
}
