package io.apg.mesh.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Listeners that a client could not open because something else has their address. Their content is
 * good, so they are only held back on this stream, and sent again: after a while, each time a
 * longer one, and whenever the client has taken another change of listeners.
 */
final class BusyAddresses {
  private static final long SHORTEST = Duration.ofSeconds(1).toNanos();
  private static final long LONGEST = Duration.ofSeconds(60).toNanos();

  private final Channels channels;
  private final Suspects suspects;
  private final Alarm alarm;
  private final Map<String, Wait> waits = new HashMap<>();

  BusyAddresses(Channels channels, Suspects suspects, Alarm alarm) {
    this.channels = channels;
    this.suspects = suspects;
    this.alarm = alarm;
  }

  private static final class Wait {
    @Nullable Rejection held;
    long patience;
    long next;
  }

  /** These could not be opened, and are held. */
  void refused(Collection<Rejection> busy, long now) {
    for (Rejection rejection : busy) {
      Wait wait = waits.computeIfAbsent(rejection.key().name(), name -> new Wait());
      wait.held = rejection;
      wait.patience = wait.patience == 0 ? SHORTEST : Math.min(LONGEST, 2 * wait.patience);
      wait.next = now + wait.patience;
      alarm.at(wait.next);
    }
  }

  /** Those that are held now. */
  List<Withheld> withheld() {
    if (waits.isEmpty()) {
      return List.of();
    }
    List<Withheld> all = new ArrayList<>();
    for (Wait wait : waits.values()) {
      Rejection held = wait.held;
      if (held != null) {
        all.add(new Withheld(held, held.version(), false));
      }
    }
    return all;
  }

  /** Forgets those that are gone from the mesh. */
  void forget(Predicate<String> gone) {
    for (String name : List.copyOf(waits.keySet())) {
      if (gone.test(name)) {
        Wait wait = waits.remove(name);
        if (wait != null) {
          release(wait);
        }
      }
    }
  }

  /** Lets those go again whose time has come. */
  void step(long now) {
    for (Wait wait : waits.values()) {
      if (wait.held != null && now - wait.next < 0) {
        alarm.at(wait.next);
      } else {
        release(wait);
      }
    }
  }

  /** The client has accepted a response of listeners: an address may be free now. */
  void accepted(Sent response) {
    if (waits.isEmpty() || response.changes.values().stream().noneMatch(Sent.Change::isChange)) {
      return;
    }
    waits.keySet().removeAll(response.changes.keySet());
    waits.values().forEach(this::release);
  }

  private void release(Wait wait) {
    Rejection held = wait.held;
    wait.held = null;
    if (held != null && suspects.release(held)) {
      channels.listeners().reconsider(held.key());
    }
  }
}
