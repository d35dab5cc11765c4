package io.apg.mesh.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Unanswered responses of one type, oldest first. Their number is bounded: the oldest are counted
 * as one. Nothing is ever held back for an answer that is missing (Envoy may owe answers for ever).
 */
final class InFlight {
  private static final int KEPT = 16;

  private final int kept;
  private final Deque<Sent> sent = new ArrayDeque<>(2);
  private long newest = -1;
  private String served = "";
  private String acked = "";

  InFlight() {
    this(KEPT);
  }

  /** Of responses of which so many may be out before the oldest are counted as one. */
  InFlight(int kept) {
    this.kept = kept;
  }

  /** Number of the newest response; -1 = none. */
  long newest() {
    return newest;
  }

  /** Version sent last; empty = none. */
  String served() {
    return served;
  }

  /** Version acknowledged last; empty = none. */
  String acked() {
    return acked;
  }

  /**
   * Whether that version was sent last, acknowledged last, or is that of an unanswered response.
   */
  private boolean knows(String version) {
    return version.equals(served)
        || version.equals(acked)
        || sent.stream().anyMatch(response -> response.version.equals(version));
  }

  void acknowledged(String version) {
    acked = version;
  }

  /**
   * The version that says what the client has with the next response: that of the whole, unless
   * another response has it already. No two that are not answered have the same, nor one of another
   * stream: a NACK tells by the version what was accepted.
   */
  String versionFor(String whole, boolean isWhole, String nonce) {
    return isWhole && !knows(whole) ? whole : whole + "-" + nonce;
  }

  void add(Sent response) {
    newest = response.last;
    served = response.version;
    sent.addLast(response);
    if (sent.size() > kept) {
      Sent oldest = sent.removeFirst();
      sent.addFirst(oldest.plus(sent.removeFirst()));
    }
  }

  /** A full state was refused as a whole: the next one that is out carries the same changes. */
  void carry(Map<String, Sent.Change> refused) {
    Sent next = sent.peekFirst();
    if (next != null) {
      refused.forEach(next.changes::putIfAbsent);
    }
  }

  boolean isEmpty() {
    return sent.isEmpty();
  }

  int size() {
    return sent.size();
  }

  /** Number of the oldest unanswered response; -1 = none. */
  long oldest() {
    Sent oldest = sent.peekFirst();
    return oldest == null ? -1 : oldest.first;
  }

  /** Whether a response of that number or an older one is unanswered. */
  boolean hasUpTo(long number) {
    Sent oldest = sent.peekFirst();
    return oldest != null && oldest.first <= number;
  }

  Iterable<Sent> all() {
    return sent;
  }

  /** Names in unanswered responses, and when each was sent. */
  Map<String, Long> unanswered() {
    if (sent.isEmpty()) {
      return Map.of();
    }
    Map<String, Long> names = new HashMap<>();
    for (Sent response : sent) {
      response.changes.keySet().forEach(name -> names.put(name, response.time));
    }
    return names;
  }

  /** The unanswered response of that number; null = none, or answered already. */
  @Nullable Sent find(long number) {
    for (Sent response : sent) {
      if (response.first <= number && number <= response.last) {
        return response;
      }
    }
    return null;
  }

  /** Takes out what an answer to {@code number} answers: that response and the older ones. */
  List<Sent> answered(long number, boolean refused) {
    List<Sent> done = new ArrayList<>();
    for (Iterator<Sent> it = sent.iterator(); it.hasNext(); ) {
      Sent response = it.next();
      // Several counted as one are accepted with the last of them, and refused with any.
      if ((refused ? response.first : response.last) > number) {
        break;
      }
      done.add(response);
      it.remove();
    }
    return done;
  }

  /** The newest unanswered change of a name; null = none. */
  Sent.@Nullable Change newest(String name) {
    Sent.Change newest = null;
    for (Sent response : sent) {
      newest = response.changes.getOrDefault(name, newest);
    }
    return newest;
  }

  /** Tells the responses still out what the client has under a name whose change was refused. */
  boolean rebase(String name, Held held) {
    for (Sent response : sent) {
      Sent.Change change = response.changes.get(name);
      if (change != null) {
        response.changes.put(name, new Sent.Change(change.number(), held, change.after()));
        return true;
      }
    }
    return false;
  }
}
