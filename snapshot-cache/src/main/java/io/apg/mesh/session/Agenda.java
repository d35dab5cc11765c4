package io.apg.mesh.session;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The names of one type that are to be looked at, and why: those that are due, those that the
 * client is to get even if it has them, and what the ones that could not be sent wait for.
 */
final class Agenda {
  private static final int BURST = 64;

  private Set<String> due = new LinkedHashSet<>();
  private Set<String> owed = new HashSet<>();
  private int largest;
  private final Map<String, Set<String>> openHosts = new HashMap<>();
  private final Map<String, Set<String>> waiting = new LinkedHashMap<>();

  void add(String name) {
    due.add(name);
  }

  void addAll(Collection<String> names) {
    due.addAll(names);
  }

  void owe(String name) {
    owed.add(name);
    due.add(name);
  }

  boolean isOwed(String name) {
    return owed.contains(name);
  }

  /** Whether the client is to get anything even if it has it. */
  boolean isOwing() {
    return !owed.isEmpty();
  }

  boolean contains(String name) {
    return due.contains(name);
  }

  boolean isEmpty() {
    return due.isEmpty();
  }

  /** Takes the next name off; null = none. */
  @Nullable String poll() {
    Iterator<String> names = due.iterator();
    if (!names.hasNext()) {
      return null;
    }
    largest = Math.max(largest, due.size());
    String name = names.next();
    names.remove();
    return name;
  }

  /** Takes off what was owed; answers whether it was. */
  boolean pay(String name) {
    return owed.remove(name);
  }

  /** The client has the snapshot's resource: nothing is open, unless it is owed. */
  void settle(String name) {
    openHosts.remove(name);
    waiting.remove(name);
    if (!owed.contains(name)) {
      due.remove(name);
    }
  }

  void forget(String name) {
    due.remove(name);
    owed.remove(name);
    openHosts.remove(name);
    waiting.remove(name);
  }

  void retain(Predicate<String> wanted) {
    due.removeIf(wanted.negate());
    owed.removeIf(wanted.negate());
  }

  /** Notes what a name waits for; nothing, most of the time. */
  void waits(String name, Set<String> clusters) {
    if (clusters.isEmpty()) {
      waiting.remove(name);
    } else {
      waiting.put(name, clusters);
    }
  }

  /** Clusters that something waits for. */
  Set<String> waitingFor() {
    if (waiting.isEmpty()) {
      return Set.of();
    }
    Set<String> clusters = new TreeSet<>();
    waiting.values().forEach(clusters::addAll);
    return clusters;
  }

  /** Virtual hosts of a route configuration in which the client may differ from the snapshot. */
  Set<String> openHosts(String name) {
    return openHosts.getOrDefault(name, Set.of());
  }

  void openHosts(String name, Set<String> hosts) {
    if (hosts.isEmpty()) {
      openHosts.remove(name);
    } else {
      openHosts.put(name, new LinkedHashSet<>(hosts));
    }
  }

  void addOpenHosts(String name, Set<String> hosts) {
    openHosts.computeIfAbsent(name, key -> new LinkedHashSet<>()).addAll(hosts);
  }

  /** Gives back the memory that a burst has left. */
  void trim() {
    if (due.isEmpty() && owed.isEmpty() && largest > BURST) {
      due = new LinkedHashSet<>();
      owed = new HashSet<>();
      largest = 0;
    }
  }
}
