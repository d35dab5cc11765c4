package io.apg.mesh.controlplane.admin;

import static io.apg.mesh.controlplane.admin.AdminFixture.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.apg.mesh.v1.CreateServiceRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateRevisionsTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path folder;

  @Test
  void await_completesWithTheRevision() throws Exception {
    try (AdminFixture admin = AdminFixture.in(folder)) {
      create(admin, "a");
      StateRevisions revisions = StateRevisions.of(admin.store);

      CompletableFuture<Void> seen = revisions.await(1, LONG).toCompletableFuture();
      CompletableFuture<Void> next = revisions.await(2, LONG).toCompletableFuture();
      CompletableFuture<Void> later = revisions.await(3, LONG).toCompletableFuture();
      assertThat(seen).isDone();
      assertThat(next).isNotDone();

      create(admin, "b");

      next.get(5, TimeUnit.SECONDS);
      assertThat(later).isNotDone();
    }
  }

  @Test
  void await_expires() throws Exception {
    try (AdminFixture admin = AdminFixture.in(folder)) {
      StateRevisions revisions = StateRevisions.of(admin.store);

      assertThat(revisions.await(1, Duration.ZERO).toCompletableFuture()).isDone();
      revisions.await(1, Duration.ofMillis(1)).toCompletableFuture().get(5, TimeUnit.SECONDS);
    }
  }

  private static void create(AdminFixture admin, String name) {
    admin.services.createService(
        CreateServiceRequest.newBuilder().setService(service(name)).build());
  }
}
