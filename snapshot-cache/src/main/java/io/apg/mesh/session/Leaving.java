package io.apg.mesh.session;

import io.apg.mesh.snapshot.EncodedResource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Clusters that are gone from the snapshot and that the client still has: since when nothing there
 * can send requests to them.
 */
final class Leaving {
  private final long release;
  private final long drain;
  private Map<String, Wait> waits = new HashMap<>();
  // Clusters that a listener named once, and since when none of its new connections reach them.
  private final Map<String, Long> drained = new HashMap<>();

  Leaving(SessionSettings settings) {
    this.release = settings.releaseAfter().toNanos();
    this.drain = Math.max(release, settings.drainAfter().toNanos());
  }

  private static final class Wait {
    boolean referenced = true;
    boolean drains;
    long since;
  }

  /** Something still refers to it. */
  void referenced(String cluster, boolean byListener) {
    Wait wait = waits.computeIfAbsent(cluster, name -> new Wait());
    wait.referenced = true;
    wait.drains |= byListener;
  }

  /** Nothing refers to it; answers when it may go. */
  long unreferenced(String cluster, long now) {
    Wait wait = waits.computeIfAbsent(cluster, name -> new Wait());
    if (wait.referenced) {
      wait.referenced = false;
      wait.since = now;
    }
    long end = wait.since + (wait.drains ? drain : release);
    Long drainedSince = drained.get(cluster);
    return drainedSince == null ? end : Math.max(end, drainedSince + drain);
  }

  /** The client took over listeners: what their old forms named is in use while these drain. */
  void tookListeners(Sent listeners, long now) {
    drained.values().removeIf(since -> now - since >= drain);
    for (Sent.Change change : listeners.changes.values()) {
      if (change.isChange() && change.before().resource() instanceof EncodedResource old) {
        old.refs().clusters().stream()
            .filter(name -> change.after() == null || !change.after().refersToCluster(name))
            .forEach(name -> drained.put(name, now));
      }
    }
  }

  /** It is gone, or back. */
  void forget(String cluster) {
    if (waits.remove(cluster) != null && waits.isEmpty()) {
      waits = new HashMap<>();
    }
  }

  /** Forgets those that are back. */
  void retain(Predicate<String> isGone) {
    waits.keySet().removeIf(isGone.negate());
  }

  Set<String> clusters() {
    return waits.keySet();
  }
}
