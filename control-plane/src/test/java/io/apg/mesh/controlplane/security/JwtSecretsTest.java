package io.apg.mesh.controlplane.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.apg.mesh.controlplane.config.ConfigLoader;
import io.apg.mesh.controlplane.config.MeshConfig;
import io.apg.mesh.controlplane.config.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwtSecretsTest {
  private static final String STRONG = "hT3uVQ0m5o0m1pZ8bG6yq2l9wXcE7rKdS4jNfAaPvU0=";

  @TempDir Path folder;

  @Test
  void resolve_configured_isTaken() {
    Secret secret = JwtSecrets.resolve(config(List.of("security.jwt.secret=" + STRONG)));

    assertThat(secret).isEqualTo(new Secret(STRONG));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void resolve_none_isMadeOnceAndForItsOwnerOnly() throws Exception {
    Secret first = JwtSecrets.resolve(config(List.of()));
    Secret second = JwtSecrets.resolve(config(List.of()));

    Path file = folder.resolve("data/jwt.secret");
    assertThat(second).isEqualTo(first);
    assertThat(first.isWeak()).isFalse();
    assertThat(Files.readString(file)).isEqualTo(first.value() + "\n");
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(folder.resolve("data")).isDirectoryContaining("glob:**/jwt.secret");
    try (var files = Files.list(folder.resolve("data"))) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void resolve_manyAtOnce_agreeOnOne() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Secret>> tasks = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        tasks.add(() -> JwtSecrets.resolve(config(List.of())));
      }
      List<Secret> secrets = new ArrayList<>();
      for (Future<Secret> result : threads.invokeAll(tasks)) {
        secrets.add(result.get());
      }
      assertThat(secrets).containsOnly(JwtSecrets.resolve(config(List.of())));
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void resolve_keptOneThatIsWeak_isRefused() throws Exception {
    Files.createDirectories(folder.resolve("data"));
    Files.writeString(folder.resolve("data/jwt.secret"), "short");

    assertThatThrownBy(() -> JwtSecrets.resolve(config(List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("openssl rand -base64 32")
        .hasMessageNotContaining("short");
  }

  private MeshConfig config(List<String> sets) {
    String url = "sqlite:" + folder.resolve("data/mesh.db");
    return ConfigLoader.load(Path.of("/dev/null"), Map.of("DATABASE_URL", url), sets);
  }
}
