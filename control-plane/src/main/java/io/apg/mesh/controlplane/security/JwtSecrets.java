package io.apg.mesh.controlplane.security;

import io.apg.mesh.controlplane.config.MeshConfig;
import io.apg.mesh.controlplane.config.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * Finds the secret that signs tokens: the configured one, or one of 32 random bytes that is kept in
 * the data directory. Several processes that make it at the same time agree on one.
 */
public final class JwtSecrets {
  private static final String FILE = "jwt.secret";
  private static final int BYTES = 32;

  private JwtSecrets() {}

  /**
   * The secret.
   *
   * @throws IllegalArgumentException when the kept one is weak
   * @throws UncheckedIOException when it can be neither read nor made
   */
  public static Secret resolve(MeshConfig config) {
    Secret configured = config.security().jwtSecret();
    if (configured != null) {
      return configured;
    }
    Path file = config.database().dataDirectory().resolve(FILE);
    try {
      if (!Files.exists(file)) {
        make(file, new SecureRandom());
      }
      Secret secret = new Secret(Files.readString(file, StandardCharsets.UTF_8).strip());
      if (secret.isWeak()) {
        throw new IllegalArgumentException(file + ": *** (expected: " + Secret.EXPECTED + ")");
      }
      return secret;
    } catch (IOException failure) {
      throw new UncheckedIOException(
          file
              + ": cannot be read or made (expected: a writable data directory, or"
              + " security.jwt.secret)",
          failure);
    }
  }

  /** Makes the file whole under another name first; a link then succeeds for one process only. */
  private static void make(Path file, SecureRandom random) throws IOException {
    Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    Path draft =
        Files.createTempFile(
            folder,
            FILE,
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(draft, Base64.getEncoder().encodeToString(bytes) + "\n");
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException madeByAnother) {
      // Theirs counts.
    } finally {
      Files.delete(draft);
    }
  }
}
