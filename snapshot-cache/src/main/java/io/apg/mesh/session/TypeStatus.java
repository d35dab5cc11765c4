package io.apg.mesh.session;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far one client is with one type.
 *
 * @param served version sent last; empty = none
 * @param acked version acknowledged last; empty = none
 * @param waitingFor clusters that something of this type waits for; of clusters, those that may
 *     warm for long
 * @param causes what these wait for in turn, where it is known
 * @param error set when content that should be there was refused
 */
public record TypeStatus(
    State state,
    String served,
    String acked,
    Set<String> waitingFor,
    Map<String, String> causes,
    @Nullable Nack error) {
  /** Nothing asked for, or nothing sent yet. */
  public static final TypeStatus NOT_SENT =
      new TypeStatus(State.NOT_SENT, "", "", Set.of(), Map.of(), null);

  /** Whether it says that and no more. */
  boolean isQuiet(State other, String itsServed, String itsAcked) {
    return state == other
        && error == null
        && waitingFor.isEmpty()
        && served.equals(itsServed)
        && acked.equals(itsAcked);
  }

  /** What holds something back, in words: {@code svc_x: waits for secret S}. */
  public List<String> waits() {
    return waitingFor.stream()
        .sorted()
        .map(
            cluster -> {
              String cause = causes.get(cluster);
              return cause == null ? cluster : cluster + ": waits for " + cause;
            })
        .toList();
  }

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
