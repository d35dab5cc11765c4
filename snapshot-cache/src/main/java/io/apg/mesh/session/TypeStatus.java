package io.apg.mesh.session;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far one client is with one type.
 *
 * @param served version sent last; empty = none
 * @param acked version acknowledged last; empty = none
 * @param waitingFor clusters that something of this type waits for
 * @param error set when content that should be there was refused
 */
public record TypeStatus(
    State state, String served, String acked, Set<String> waitingFor, @Nullable Nack error) {
  /** Nothing asked for, or nothing sent yet. */
  public static final TypeStatus NOT_SENT = new TypeStatus(State.NOT_SENT, "", "", Set.of(), null);

  /** In order of what matters more. */
  public enum State {
    /** Refused content is held back. */
    ERROR,
    /** Something waits until clusters are warm. */
    WAITING,
    /** Something is yet to be sent or answered. */
    STALE,
    /** The client has everything. */
    SYNCED,
    /** Nothing was sent. */
    NOT_SENT
  }
}
