package io.apg.mesh.session;

import io.apg.mesh.snapshot.Delivery;
import io.apg.mesh.snapshot.Snapshot;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The state of one client: requests, snapshots and the passing of time change it; {@link #next}
 * gives the next response to send, one at a time, computed from the newest snapshot, and only for
 * streams that can be written to.
 *
 * <p>Not thread-safe. Times are in nanoseconds of any clock that does not go back.
 */
public sealed interface ClientSession permits XdsSession, RawSession {
  /**
   * A session for a new client.
   *
   * @param first its first stream
   * @param memory of the node
   */
  static ClientSession of(
      Delivery delivery, Lane first, NodeMemory memory, SessionSettings settings) {
    return switch (delivery) {
      case MAKE_BEFORE_BREAK -> new XdsSession(first, memory, settings);
      case AS_PUBLISHED -> new RawSession(settings, memory.clock());
    };
  }

  /** There is a newer snapshot. */
  void onSnapshot(Snapshot newest);

  /**
   * The client said something on one of its streams; answers what it said to a response, if it did.
   *
   * @throws IllegalArgumentException where another stream has that type for itself
   */
  @Nullable Answer onRequest(Lane lane, XdsRequest request, long now);

  /** The next response; null = nothing to send now. */
  @Nullable XdsResponse next(long now);

  /** A stream is over. What travelled on it is not known any more, should others go on. */
  void end(Lane lane);

  /** When {@link #next} is to be called again, should nothing else happen. */
  OptionalLong nextTick();

  /** How far the client is. To be asked after each step: it remembers when all was in sync. */
  SessionStatus status();

  /** What the client has, by type and stream. */
  List<TypeReport> report();
}
