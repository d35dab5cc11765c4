package io.apg.mesh.registry.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.apg.mesh.registry.Destination;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.RevisionRecord;
import io.apg.mesh.registry.StoreUnavailableException;
import io.apg.mesh.registry.TenantState;
import io.apg.mesh.registry.contract.Requests;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class KilledProcessTest {
  private static final int KILL_AFTER = 500;
  private static final Pattern ACKNOWLEDGED = Pattern.compile("ack (\\S+) ([0-9]+) \\.");

  @TempDir Path directory;

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void killedTwice_keepsWhatItAcknowledged_andNothingHalf() throws Exception {
    Map<String, Long> acknowledged = new TreeMap<>(writeAndKill("x"));
    verify(acknowledged);
    acknowledged.putAll(writeAndKill("y"));
    verify(acknowledged);
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(2 * KILL_AFTER);
  }

  private Map<String, Long> writeAndKill(String prefix) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WritingProcess.class.getName(),
                file().toString(),
                prefix)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      Map<String, Long> acknowledged = new TreeMap<>();
      String line = output.readLine();
      while (line != null) {
        Matcher matcher = ACKNOWLEDGED.matcher(line);
        if (matcher.matches()) {
          acknowledged.put(matcher.group(1), Long.valueOf(matcher.group(2)));
        }
        if (acknowledged.size() == KILL_AFTER && process.isAlive()) {
          assertRefused();
          // By its handle: the process itself would close the output, too.
          process.toHandle().destroyForcibly();
        }
        line = output.readLine();
      }
      assertThat(process.waitFor()).as("exit of a killed process").isEqualTo(128 + 9);
      return acknowledged;
    } finally {
      process.destroyForcibly();
    }
  }

  private void assertRefused() {
    assertThatExceptionOfType(StoreUnavailableException.class)
        .isThrownBy(() -> SqliteRegistryStore.builder(file()).build().open())
        .withMessageContaining("in use by another process");
  }

  private void verify(Map<String, Long> acknowledged) throws IOException {
    try (SqliteRegistryStore store = SqliteRegistryStore.builder(file()).build()) {
      store.open();
      MeshState state = store.state();
      List<RevisionRecord> revisions =
          store.revisions(Requests.TENANT, Long.MAX_VALUE, Integer.MAX_VALUE);
      assertThat(revisions).hasSize((int) state.revision());
      assertThat(revisions)
          .allSatisfy(revision -> assertThat(revision.changes()).hasSize(4))
          .extracting(RevisionRecord::number)
          .doesNotHaveDuplicates();
      TenantState tenant = state.tenant(Requests.TENANT);
      assertThat(tenant.services()).hasSize(revisions.size());
      assertThat(tenant.routes()).hasSize(revisions.size());
      tenant.services().keySet().forEach(id -> assertWhole(tenant, id));
      acknowledged.forEach(
          (name, revision) -> {
            String id = "svc_" + name.replace('-', '_');
            assertThat(tenant.service(id).stamps().revision()).isEqualTo(revision);
          });
    }
  }

  private static void assertWhole(TenantState tenant, String id) {
    assertThat(tenant.endpointsOf(id)).hasSize(2);
    assertThat(tenant.route(id.replaceFirst("svc", "route")).destinations())
        .containsExactly(new Destination(id, 1));
  }

  private Path file() {
    return directory.resolve("mesh.db");
  }
}
