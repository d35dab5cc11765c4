package io.apg.mesh.session;

import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a client asked for of one type: names, a wildcard, or both (xds_protocol, "How the client
 * specifies what resources to return").
 */
final class Subscription {
  static final String WILDCARD = "*";

  private final boolean mayBeWildcard;
  private boolean begun;
  private boolean named;
  private boolean wildcard;
  private final Names names;

  Subscription(XdsType type) {
    this.mayBeWildcard = type.fullState();
    this.names = new Names(type);
  }

  /**
   * What a request changed.
   *
   * @param fresh names that were not covered before
   * @param again names that were, and that the client asks for (once more) by name
   * @param removed names not asked for by name any more
   */
  record Change(
      Collection<String> fresh,
      Collection<String> again,
      Collection<String> removed,
      boolean gainedWildcard,
      boolean lostWildcard) {
    static final Change NONE = new Change(List.of(), List.of(), List.of(), false, false);

    boolean isEmpty() {
      return fresh.isEmpty()
          && again.isEmpty()
          && removed.isEmpty()
          && !gainedWildcard
          && !lostWildcard;
    }
  }

  /** The names of a SotW request replace those of the one before. */
  Change replace(List<String> wanted) {
    if (!wildcard && !wanted.isEmpty() && names.are(wanted)) {
      return Change.NONE;
    }
    boolean before = wildcard;
    Set<String> next = new LinkedHashSet<>(wanted);
    boolean explicit = next.remove(WILDCARD);
    wildcard = mayBeWildcard && (explicit || (wanted.isEmpty() && !named));
    named |= !wanted.isEmpty();
    List<String> added = new ArrayList<>();
    for (String name : next) {
      if (names.add(name)) {
        added.add(name);
      }
    }
    List<String> removed = names.size() == next.size() ? List.of() : leftOut(next);
    return change(added, List.of(), removed, before);
  }

  /** Names that are left out are gone; no others are taken in. */
  Change narrow(List<String> wanted) {
    if (wildcard || names.are(wanted)) {
      return Change.NONE;
    }
    List<String> removed = leftOut(new HashSet<>(wanted));
    return change(List.of(), List.of(), removed, false);
  }

  private List<String> leftOut(Set<String> wanted) {
    List<String> removed = new ArrayList<>(names.copy());
    removed.removeIf(wanted::contains);
    removed.forEach(names::remove);
    return removed;
  }

  /** The names of a delta request come on top of those before. */
  Change update(List<String> subscribe, List<String> unsubscribe) {
    boolean before = wildcard;
    if (!begun && subscribe.isEmpty()) {
      wildcard = mayBeWildcard;
    }
    begun = true;
    List<String> removed = new ArrayList<>();
    for (String name : unsubscribe) {
      if (name.equals(WILDCARD)) {
        wildcard = false;
      } else if (names.remove(name)) {
        removed.add(name);
      }
    }
    Set<String> wanted = new LinkedHashSet<>(subscribe);
    if (wanted.remove(WILDCARD)) {
      wildcard = mayBeWildcard;
    }
    removed.removeAll(wanted);
    List<String> added = new ArrayList<>();
    List<String> again = new ArrayList<>();
    wanted.forEach(name -> (names.add(name) ? added : again).add(name));
    return change(added, again, removed, before);
  }

  private Change change(
      List<String> added, List<String> again, Collection<String> removed, boolean before) {
    boolean gained = wildcard && !before;
    boolean lost = before && !wildcard;
    if (before) {
      List<String> known = new ArrayList<>(again);
      known.addAll(added);
      return new Change(List.of(), known, removed, gained, lost);
    }
    return new Change(added, again, removed, gained, lost);
  }

  boolean wildcard() {
    return wildcard;
  }

  /** Number of names asked for explicitly. */
  int size() {
    return names.size();
  }

  /** Names asked for explicitly. */
  Set<String> names() {
    return names.copy();
  }

  /** The same, to be put together later, by whoever. */
  Supplier<Set<String>> namesLater() {
    return names.later();
  }

  /** The snapshot goes on; what is remembered by it goes along. */
  void follow(Snapshot next, Set<String> changed) {
    names.follow(next, changed);
  }

  /** Remembers names by the snapshot, where that is shorter. */
  void compact(Snapshot snapshot) {
    names.compact(snapshot);
  }

  boolean covers(String name) {
    return wildcard || names.contains(name);
  }
}
