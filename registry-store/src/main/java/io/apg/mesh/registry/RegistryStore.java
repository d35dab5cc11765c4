package io.apg.mesh.registry;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps the registry. One write path, {@link #apply}; reads come from memory. Thread-safe.
 *
 * <p>A store does no I/O in its constructor; {@link #open} loads the newest state.
 */
public interface RegistryStore extends AutoCloseable {
  /**
   * Opens the store, migrates it and loads the newest state.
   *
   * @throws StoreUnavailableException when that fails
   */
  void open();

  /** The newest state this process has seen. */
  MeshState state();

  /**
   * Validates against the newest state and commits, all or nothing. Returns when the change is
   * durable and visible in {@link #state}. A change that changes nothing commits nothing.
   *
   * @throws StoreUnavailableException when the store cannot be written
   */
  ApplyOutcome apply(ApplyRequest request);

  /** What {@link #apply} would come to now. Changes nothing. */
  Preview preview(ApplyRequest request);

  /**
   * Calls {@code listener} for every step after the current state, in order, on the store's feed
   * thread. A listener must return soon and not call {@link #apply}.
   *
   * @return the state from which the steps go on
   */
  MeshState subscribe(Consumer<StateChange> listener);

  /** Revisions of a tenant, newest first, with numbers below {@code before}. */
  List<RevisionRecord> revisions(String tenant, long before, int limit);

  /** The number of the oldest revision that is kept, of whatever tenant; 0 = there is none. */
  long oldestRevision();

  /** The revision of a tenant with that number. */
  Optional<RevisionRecord> revision(String tenant, long number);

  /** What is kept beside the registry, of the running mesh. */
  ObservedStore observed();

  /** Which tokens were made, and which count no more. */
  TokenStore tokens();

  /** Whether operations are likely to succeed; never throws. */
  CheckResult check();

  @Override
  void close();
}
