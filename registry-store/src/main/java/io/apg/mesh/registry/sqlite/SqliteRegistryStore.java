package io.apg.mesh.registry.sqlite;

import io.apg.mesh.registry.ApplyOutcome;
import io.apg.mesh.registry.ApplyRequest;
import io.apg.mesh.registry.CheckResult;
import io.apg.mesh.registry.MeshState;
import io.apg.mesh.registry.ObservedStore;
import io.apg.mesh.registry.Preview;
import io.apg.mesh.registry.RegexCheck;
import io.apg.mesh.registry.RegistryStore;
import io.apg.mesh.registry.RevisionRecord;
import io.apg.mesh.registry.StateChange;
import io.apg.mesh.registry.StoreUnavailableException;
import io.apg.mesh.registry.TokenStore;
import io.apg.mesh.registry.feed.ChangeFeed;
import io.apg.mesh.registry.plan.Planner;
import io.apg.mesh.registry.plan.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry in one SQLite file, for one process: a second one is refused by a lock file beside
 * the database. A write is on disk when {@link #apply} returns. Thread-safe.
 */
public final class SqliteRegistryStore implements RegistryStore {
  private static final Logger log = LoggerFactory.getLogger(SqliteRegistryStore.class);

  /** More than any batch that may have to be read again after a failure. */
  private static final int MIN_REVISIONS_KEPT = 1_000;

  private final Path file;
  private final Planner planner;
  private final int revisionsKept;
  private volatile @Nullable Running running;

  /** What an open store consists of. */
  private record Running(
      ProcessLock lock,
      Database database,
      ChangeFeed feed,
      Writer writer,
      SqliteObservedStore observed,
      SqliteTokenStore tokens) {}

  private SqliteRegistryStore(Path file, Planner planner, int revisionsKept) {
    this.file = file;
    this.planner = planner;
    this.revisionsKept = revisionsKept;
  }

  /** Starts the definition of a store in {@code file}; what else is needed has defaults. */
  public static Builder builder(Path file) {
    return new Builder(file.toAbsolutePath());
  }

  @Override
  public synchronized void open() {
    if (running != null) {
      throw new IllegalStateException("the store is open already");
    }
    ProcessLock lock = lock();
    Database database = null;
    SqliteObservedStore observed = null;
    SqliteTokenStore tokens = null;
    try {
      database = Database.open(file, revisionsKept);
      observed = SqliteObservedStore.open(file);
      tokens = SqliteTokenStore.open(file);
      Contents contents = database.load();
      ChangeFeed feed = new ChangeFeed(contents.state());
      Writer writer = new Writer(planner, database, feed, contents.identities());
      writer.start();
      running = new Running(lock, database, feed, writer, observed, tokens);
      log.info("event=store_open file={} revision={}", file, contents.state().revision());
    } catch (SQLException | RuntimeException e) {
      StoreUnavailableException unavailable =
          new StoreUnavailableException("database " + file + " cannot be read: " + reason(e), e);
      close(unavailable, tokens, observed, database, lock);
      throw unavailable;
    }
  }

  @Override
  public MeshState state() {
    return running().feed().state();
  }

  @Override
  public ApplyOutcome apply(ApplyRequest request) {
    Pending pending = Pending.of(request);
    running().writer().submit(pending);
    try {
      return pending.outcome().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException(
          "interrupted while waiting for the commit, which may still come", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StoreUnavailableException cause) {
        throw new StoreUnavailableException(String.valueOf(cause.getMessage()), cause);
      }
      throw new IllegalStateException("a request that cannot be planned", e.getCause());
    }
  }

  @Override
  public Preview preview(ApplyRequest request) {
    return running().writer().preview(request);
  }

  @Override
  public MeshState subscribe(Consumer<StateChange> listener) {
    return running().feed().subscribe(listener);
  }

  @Override
  public List<RevisionRecord> revisions(String tenant, long before, int limit) {
    try {
      return running().database().revisions(tenant, before, limit);
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  @Override
  public long oldestRevision() {
    try {
      return running().database().oldestRevision();
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  @Override
  public Optional<RevisionRecord> revision(String tenant, long number) {
    return revisions(tenant, number + 1, 1).stream()
        .filter(revision -> revision.number() == number)
        .findFirst();
  }

  @Override
  public ObservedStore observed() {
    return running().observed();
  }

  @Override
  public TokenStore tokens() {
    return running().tokens();
  }

  @Override
  public CheckResult check() {
    Running open = running;
    if (open == null) {
      return new CheckResult(false, "the store is not open");
    }
    Throwable failure = open.writer().failure();
    if (failure == null) {
      return new CheckResult(true, "");
    }
    try {
      open.writer().submit(Pending.probe());
    } catch (StoreUnavailableException e) {
      return new CheckResult(false, String.valueOf(e.getMessage()));
    }
    return new CheckResult(false, "the last write failed: " + failure.getMessage());
  }

  @Override
  public synchronized void close() {
    Running open = running;
    if (open == null) {
      return;
    }
    open.writer().close();
    open.feed().close();
    StoreUnavailableException failed =
        new StoreUnavailableException("database " + file + " cannot be closed", null);
    close(failed, open.tokens(), open.observed(), open.database(), open.lock());
    running = null;
    if (failed.getSuppressed().length > 0) {
      throw failed;
    }
  }

  private ProcessLock lock() {
    Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
    try {
      Path directory = file.getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      ProcessLock lock = ProcessLock.tryLock(lockFile);
      if (lock != null) {
        return lock;
      }
    } catch (IOException e) {
      throw new StoreUnavailableException("lock file " + lockFile + ": " + e, e);
    }
    throw new StoreUnavailableException(
        "database " + file + " is in use by another process, which holds " + lockFile, null);
  }

  private Running running() {
    Running open = running;
    if (open == null) {
      throw new StoreUnavailableException("the store is not open", null);
    }
    return open;
  }

  private StoreUnavailableException unreadable(SQLException cause) {
    return new StoreUnavailableException("database " + file + ": " + cause.getMessage(), cause);
  }

  private static void close(
      Exception failed,
      @Nullable SqliteTokenStore tokens,
      @Nullable SqliteObservedStore observed,
      @Nullable Database database,
      ProcessLock lock) {
    try (lock;
        database;
        observed;
        tokens) {
      // All are closed, the lock last.
    } catch (SQLException | IOException e) {
      failed.addSuppressed(e);
    }
  }

  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  /** Defines a store. Not thread-safe. */
  public static final class Builder {
    private final Path file;
    private Clock clock = Clock.systemUTC();
    private String defaultNamespace = "default";
    private RegexCheck regexCheck = regex -> Optional.empty();
    private int revisionsKept = 10_000;

    private Builder(Path file) {
      this.file = file;
    }

    /** What tells the time of revisions. */
    public Builder clock(Clock newClock) {
      clock = newClock;
      return this;
    }

    /** Namespace of services and references that name none. */
    public Builder defaultNamespace(String namespace) {
      defaultNamespace = namespace;
      return this;
    }

    /** What judges regular expressions; without it all are taken. */
    public Builder regexCheck(RegexCheck check) {
      regexCheck = check;
      return this;
    }

    /** How many revisions stay readable; what they left does not depend on it. At least 1,000. */
    public Builder revisionsKept(int count) {
      if (count < MIN_REVISIONS_KEPT) {
        throw new IllegalArgumentException(
            "revisionsKept: " + count + " (expected: at least " + MIN_REVISIONS_KEPT + ")");
      }
      revisionsKept = count;
      return this;
    }

    /** The store, not yet open. */
    public SqliteRegistryStore build() {
      return new SqliteRegistryStore(
          file, new Planner(new Settings(defaultNamespace, regexCheck), clock), revisionsKept);
    }
  }
}
