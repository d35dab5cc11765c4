package io.apg.mesh.snapshot;

import org.jspecify.annotations.Nullable;

/** Where streams get their snapshots from. Thread-safe. */
public interface SnapshotSource {
  /**
   * Follows the snapshots of one proxy.
   *
   * @param onChange called on any thread whenever {@link Subscription#current} may give a newer
   *     snapshot; must return at once
   */
  Subscription subscribe(Node node, Runnable onChange);

  /** How its snapshots reach clients; the same as long as it lives. */
  default Delivery delivery() {
    return Delivery.MAKE_BEFORE_BREAK;
  }

  /** One follower. */
  interface Subscription extends AutoCloseable {
    /** The newest snapshot; null = there is none yet. */
    @Nullable Snapshot current();

    /** Ends it; no call of {@code onChange} begins afterwards. Idempotent. */
    @Override
    void close();
  }
}
