package io.apg.mesh.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The token that {@code meshctl} finds while the demo runs. */
class TokenFileTest {
  @TempDir Path folder;

  /** As the user's shell has it, which Java's own idea of a home need not be. */
  @Test
  void itStandsWhereTheEnvironmentSays() {
    assertThat(TokenFile.place(Map.of("HOME", "/elsewhere")))
        .isEqualTo(Path.of("/elsewhere/.config/meshctl/token"));
    assertThat(TokenFile.place(Map.of("HOME", "/elsewhere", "XDG_CONFIG_HOME", "")))
        .isEqualTo(Path.of("/elsewhere/.config/meshctl/token"));
    assertThat(TokenFile.place(Map.of("HOME", "/elsewhere", "XDG_CONFIG_HOME", "/set")))
        .isEqualTo(Path.of("/set/meshctl/token"));
  }

  @Test
  void itIsPrivateAndGoesWithTheDemo() throws IOException {
    Path file = folder.resolve("a").resolve("token");
    try (TokenFile written = Objects.requireNonNull(TokenFile.write(file, "secret"))) {
      assertThat(written).isNotNull();
      assertThat(file).hasContent("secret");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void oneThatIsThereStays() throws IOException {
    Path file = Files.writeString(folder.resolve("token"), "mine");
    assertThat(TokenFile.write(file, "secret")).isNull();
    assertThat(file).hasContent("mine");
  }
}
