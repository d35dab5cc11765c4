package io.apg.mesh.registry.sqlite;

import static io.apg.mesh.registry.contract.Requests.post;
import static io.apg.mesh.registry.contract.Requests.request;
import static io.apg.mesh.registry.contract.ServiceDraft.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.apg.mesh.registry.ApplyOutcome.Applied;
import io.apg.mesh.registry.ApplyRequest;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.StateChange;
import io.apg.mesh.registry.StoreUnavailableException;
import io.apg.mesh.registry.contract.TickingClock;
import io.apg.mesh.registry.plan.Plan;
import io.apg.mesh.registry.plan.Planner;
import io.apg.mesh.registry.plan.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteFailureTest {
  private static final ApplyRequest WRITE = request(post(service("a", "v1", "default")));

  @TempDir Path directory;

  @Test
  void secondStore_onTheSameFile_isRefused_untilTheFirstCloses() {
    try (RegistryStore first = open()) {
      assertThatExceptionOfType(StoreUnavailableException.class)
          .isThrownBy(this::open)
          .withMessageContaining(file().toString())
          .withMessageContaining("in use by another process");
      assertThat(first.apply(WRITE)).isInstanceOf(Applied.class);
    }
    open().close();
  }

  @Test
  void openedTwice_isABug() {
    try (RegistryStore store = open()) {
      assertThatIllegalStateException().isThrownBy(store::open);
    }
  }

  @Test
  void missingDirectory_isMade() {
    try (RegistryStore store =
        SqliteRegistryStore.builder(directory.resolve("a/b/mesh.db")).build()) {
      store.open();
      assertThat(store.check().ok()).isTrue();
    }
  }

  @Test
  void otherFile_isNotRead_andTheLockIsGivenBack() throws IOException {
    Files.writeString(file(), "not a database, and long enough to be sure of it".repeat(100));
    assertThatExceptionOfType(StoreUnavailableException.class)
        .isThrownBy(this::open)
        .withMessageContaining(file().toString())
        .withMessageContaining("not a database");
    Files.delete(file());
    open().close();
  }

  @Test
  void unreadableBody_isRefused() throws SQLException {
    try (RegistryStore store = open()) {
      store.apply(WRITE);
    }
    execute("UPDATE objects SET body = '{\"service_id\": 1'");
    assertThatExceptionOfType(StoreUnavailableException.class)
        .isThrownBy(this::open)
        .withMessageContaining(file().toString());
  }

  @Test
  void failingCommit_changesNothing_andHeals() throws SQLException {
    try (RegistryStore store = open()) {
      execute(
          "CREATE TRIGGER full BEFORE INSERT ON identities"
              + " BEGIN SELECT RAISE(ABORT, 'disk is full'); END");
      assertThatExceptionOfType(StoreUnavailableException.class)
          .isThrownBy(() -> store.apply(WRITE))
          .withMessageContaining("disk is full");
      assertThat(store.state().revision()).isZero();
      assertThat(store.revisions("default", Long.MAX_VALUE, 10)).isEmpty();
      assertThat(store.check().ok()).isFalse();
      execute("DROP TRIGGER full");
      // Asking is enough: readiness must come back without a write.
      await().atMost(10, TimeUnit.SECONDS).until(() -> store.check().ok());
      assertThat(store.apply(WRITE)).isInstanceOf(Applied.class);
      assertThat(store.state().revision()).isEqualTo(1);
    }
  }

  @Test
  void commitThatCameThroughUnnoticed_isCaughtUpWith() throws SQLException {
    Planner planner =
        new Planner(new Settings("default", regex -> Optional.empty()), new TickingClock());
    Queue<StateChange> steps = new ConcurrentLinkedQueue<>();
    try (RegistryStore store = open();
        Database other = Database.open(file(), 1_000)) {
      store.subscribe(steps::add);
      Contents contents = other.load();
      Plan plan = planner.plan(contents.state(), contents.identities(), WRITE);
      other.write(List.of(plan.revision()), plan.reservations());
      ApplyRequest next = request(post(service("b", "v1", "default")));
      assertThatExceptionOfType(StoreUnavailableException.class)
          .isThrownBy(() -> store.apply(next));
      assertThat(store.apply(next))
          .isInstanceOfSatisfying(Applied.class, a -> assertThat(a.revision()).isEqualTo(2));
      assertThat(store.state().tenant("default").services()).containsOnlyKeys("svc_a", "svc_b");
      await().atMost(10, TimeUnit.SECONDS).until(() -> steps.size() == 2);
      assertThat(steps.peek().revisions()).containsExactly(plan.revision());
    }
  }

  private RegistryStore open() {
    SqliteRegistryStore store = SqliteRegistryStore.builder(file()).build();
    store.open();
    return store;
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Path file() {
    return directory.resolve("mesh.db");
  }
}
