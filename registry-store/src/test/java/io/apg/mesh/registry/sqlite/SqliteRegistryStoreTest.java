package io.apg.mesh.registry.sqlite;

import io.apg.mesh.registry.RegexCheck;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.contract.RegistryStoreContract;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;

class SqliteRegistryStoreTest extends RegistryStoreContract {
  @TempDir Path directory;

  @Override
  protected RegistryStore create(Clock clock, RegexCheck regexCheck) {
    return SqliteRegistryStore.builder(directory.resolve("mesh.db"))
        .clock(clock)
        .regexCheck(regexCheck)
        .build();
  }
}
