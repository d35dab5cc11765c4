package io.apg.mesh.registry.sqlite;

import static io.apg.mesh.registry.contract.Requests.TENANT;
import static io.apg.mesh.registry.contract.Requests.deleteService;
import static io.apg.mesh.registry.contract.Requests.post;
import static io.apg.mesh.registry.contract.Requests.request;
import static io.apg.mesh.registry.contract.ServiceDraft.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.apg.mesh.registry.Change;
import io.apg.mesh.registry.RevisionRecord;
import io.apg.mesh.registry.contract.TickingClock;
import io.apg.mesh.registry.plan.Plan;
import io.apg.mesh.registry.plan.Planner;
import io.apg.mesh.registry.plan.Settings;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The history is bounded; what it led to is not. */
class RetentionTest {
  private final Planner planner =
      new Planner(new Settings("default", regex -> Optional.empty()), new TickingClock());

  @TempDir Path folder;

  @Test
  void onlyTheNewestRevisionsAreKept_andEveryId() throws SQLException {
    try (Database database = Database.open(folder.resolve("mesh.db"), 2)) {
      assertThat(database.oldestRevision()).isZero();
      for (String name : List.of("a", "b", "c", "d")) {
        write(database, post(service(name, "v1", "default")));
      }
      write(database, deleteService("svc_a"));
      assertThat(database.revisions(TENANT, Long.MAX_VALUE, 10))
          .extracting(RevisionRecord::number)
          .containsExactly(5L, 4L);
      assertThat(database.oldestRevision()).isEqualTo(4);
      Contents contents = database.load();
      assertThat(contents.state().revision()).isEqualTo(5);
      assertThat(contents.state().tenant(TENANT).services().keySet())
          .containsExactly("svc_b", "svc_c", "svc_d");
      assertThat(contents.identities().ids()).hasSize(4);
    }
  }

  private void write(Database database, Change change) throws SQLException {
    Contents contents = database.load();
    Plan plan = planner.plan(contents.state(), contents.identities(), request(change));
    database.write(List.of(plan.revision()), plan.reservations());
  }

  @Test
  void tooShortAHistoryIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SqliteRegistryStore.builder(folder.resolve("x.db")).revisionsKept(999))
        .withMessage("revisionsKept: 999 (expected: at least 1000)");
  }
}
