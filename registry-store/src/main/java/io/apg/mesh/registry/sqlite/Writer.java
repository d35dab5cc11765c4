package io.apg.mesh.registry.sqlite;

import io.apg.mesh.registry.ApplyRequest;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObjectKey;
import io.apg.mesh.registry.Preview;
import io.apg.mesh.registry.RevisionRecord;
import io.apg.mesh.registry.StateChange;
import io.apg.mesh.registry.StoreUnavailableException;
import io.apg.mesh.registry.feed.ChangeFeed;
import io.apg.mesh.registry.plan.Identities;
import io.apg.mesh.registry.plan.Identities.Reservation;
import io.apg.mesh.registry.plan.Plan;
import io.apg.mesh.registry.plan.Planner;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. Requests that wait at the same time are planned one on top of the
 * other and committed together; each has its own revision and outcome.
 */
final class Writer {
  private static final Logger log = LoggerFactory.getLogger(Writer.class);
  private static final int MAX_BATCH = 256;
  private static final Pending STOP = Pending.probe();

  private final Planner planner;
  private final Database database;
  private final ChangeFeed feed;
  private final BlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::run, "registry-writer");

  /** Written by the writer thread. */
  private volatile Identities identities;

  /** Why the last commit failed; written by the writer thread. Null = it did not. */
  private volatile @Nullable Throwable failure;

  /** Guarded by this. */
  private boolean closed;

  Writer(Planner planner, Database database, ChangeFeed feed, Identities identities) {
    this.planner = planner;
    this.database = database;
    this.feed = feed;
    this.identities = identities;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  synchronized void submit(Pending pending) {
    if (closed) {
      throw new StoreUnavailableException("the store is closed", null);
    }
    queue.add(pending);
  }

  /** On the caller's thread, on top of what is committed. */
  Preview preview(ApplyRequest request) {
    MeshState state = feed.state();
    Plan plan = planner.plan(state, identities, request);
    RevisionRecord revision = plan.revision();
    return new Preview(
        plan.outcome(), state, plan.state(), revision == null ? List.of() : revision.changes());
  }

  @Nullable Throwable failure() {
    return failure;
  }

  /** Commits what waits, and ends. */
  void close() {
    synchronized (this) {
      closed = true;
      queue.add(STOP);
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        // The connection must not be closed under a commit.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    boolean stop = false;
    while (!stop) {
      List<Pending> batch = new ArrayList<>();
      try {
        batch.add(queue.take());
      } catch (InterruptedException e) {
        // Nobody has reason to interrupt this thread; it ends by STOP.
        continue;
      }
      queue.drainTo(batch, MAX_BATCH - 1);
      stop = batch.remove(STOP);
      try {
        commit(batch);
      } catch (SQLException | RuntimeException | StackOverflowError e) {
        failure = e;
        log.error("event=commit_failed writes={}", batch.size(), e);
        StoreUnavailableException unavailable =
            new StoreUnavailableException("the database cannot be written: " + e.getMessage(), e);
        batch.forEach(pending -> pending.outcome().completeExceptionally(unavailable));
      }
    }
  }

  private void commit(List<Pending> batch) throws SQLException {
    if (failure != null) {
      // A commit that failed may have come through all the same.
      catchUp();
    }
    MeshState before = feed.state();
    MeshState state = before;
    Identities ids = identities;
    List<RevisionRecord> revisions = new ArrayList<>();
    List<Reservation> reservations = new ArrayList<>();
    List<Runnable> answers = new ArrayList<>();
    for (Pending pending : batch) {
      Plan plan;
      try {
        plan = planner.plan(state, ids, pending.request());
      } catch (RuntimeException | StackOverflowError e) {
        pending.outcome().completeExceptionally(e);
        continue;
      }
      state = plan.state();
      ids = plan.identities();
      reservations.addAll(plan.reservations());
      if (plan.revision() != null) {
        revisions.add(plan.revision());
      }
      answers.add(() -> pending.outcome().complete(plan.outcome()));
    }
    if (!revisions.isEmpty()) {
      database.write(revisions, reservations);
      identities = ids;
      feed.publish(new StateChange(before, state, keys(revisions), revisions));
    }
    answers.forEach(Runnable::run);
  }

  private void catchUp() throws SQLException {
    Contents contents = database.load();
    identities = contents.identities();
    MeshState before = feed.state();
    if (contents.state().revision() != before.revision()) {
      List<RevisionRecord> missed = database.revisionsAfter(before.revision());
      feed.publish(new StateChange(before, contents.state(), keys(missed), missed));
    }
    // Reading proves nothing: a full disk can be read.
    database.proveWritable();
    failure = null;
  }

  private static Set<ObjectKey> keys(List<RevisionRecord> revisions) {
    Set<ObjectKey> keys = new LinkedHashSet<>();
    for (RevisionRecord revision : revisions) {
      revision.changes().forEach(c -> keys.add(new ObjectKey(revision.tenant(), c.kind(), c.id())));
    }
    return keys;
  }
}
