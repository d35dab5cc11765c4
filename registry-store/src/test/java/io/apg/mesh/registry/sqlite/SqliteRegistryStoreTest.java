package io.apg.mesh.registry.sqlite;

import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.contract.RegistryStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteRegistryStoreTest extends RegistryStoreContract {
  @TempDir Path directory;
  private SqliteRegistryStore store;

  @BeforeEach
  void open() {
    store = SqliteRegistryStore.builder(directory.resolve("mesh.db")).build();
    store.open();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Override
  protected RegistryStore store() {
    return store;
  }
}
