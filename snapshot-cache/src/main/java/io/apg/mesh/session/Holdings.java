package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client has of one type: the newest snapshot, and the few names where the client differs
 * from it. During the first answer of a wildcard subscription, names behind a cursor are not there
 * yet. So a stream that is in sync costs nothing per resource.
 */
final class Holdings {
  private static final int BURST = 64;

  private final XdsType type;
  private @Nullable Snapshot base;
  private Map<String, Held> exceptions = new LinkedHashMap<>();
  private @Nullable Backlog backlog;
  private boolean burst;

  Holdings(XdsType type) {
    this.type = type;
  }

  /** The rest of a first answer; walks the snapshot in which it began. */
  private static final class Backlog {
    final Snapshot start;
    final Iterator<Resource> rest;
    String cursor = "";

    Backlog(Snapshot start, XdsType type) {
      this.start = start;
      this.rest = start.resources(type).iterator();
    }
  }

  @Nullable Snapshot base() {
    return base;
  }

  void base(Snapshot snapshot) {
    base = snapshot;
  }

  /** From now on, every name without an exception is one that the client is yet to get. */
  void beginBacklog(Snapshot snapshot) {
    backlog = new Backlog(snapshot, type);
  }

  void endBacklog() {
    backlog = null;
  }

  boolean hasBacklog() {
    return backlog != null;
  }

  /** Moves the cursor over an absent name; null = that was all, and the backlog is gone. */
  @Nullable String nextOfBacklog() {
    Backlog current = backlog;
    while (current != null && current.rest.hasNext()) {
      String name = current.rest.next().name();
      if (!exceptions.containsKey(name)) {
        exceptions.put(name, Held.ABSENT);
        current.cursor = name;
        return name;
      }
    }
    backlog = null;
    exceptions.entrySet().removeIf(entry -> entry.getValue().is(current(entry.getKey())));
    return null;
  }

  /** Whether the backlog will come to that name. */
  boolean inBacklog(String name) {
    return isBehindCursor(name)
        && backlog != null
        && backlog.start.resource(type, name) != null
        && !exceptions.containsKey(name);
  }

  private boolean isBehindCursor(String name) {
    return backlog != null && name.compareTo(backlog.cursor) > 0;
  }

  /** What the client has under a name that it subscribes. */
  Held held(String name) {
    Held exception = exceptions.get(name);
    if (exception != null) {
      return exception;
    }
    if (base == null || isBehindCursor(name)) {
      return Held.ABSENT;
    }
    return Held.of(base.resource(type, name));
  }

  /** Notes what the client has; answers whether that differs from the snapshot. */
  boolean set(String name, Held held) {
    if (base != null && !isBehindCursor(name) && held.is(current(name))) {
      exceptions.remove(name);
      return false;
    }
    exceptions.put(name, held);
    burst |= exceptions.size() > BURST;
    return true;
  }

  /** Forgets a name that is not subscribed any more. */
  void forget(String name) {
    exceptions.remove(name);
  }

  boolean differs(String name) {
    return exceptions.containsKey(name);
  }

  /** Names where the client differs from the snapshot, the backlog left out. */
  Set<String> exceptions() {
    return exceptions.keySet();
  }

  /** Where the client differs from the snapshot, as of now. */
  TypeReport.Differences differences() {
    return new TypeReport.Differences(exceptions, backlog == null ? null : backlog.cursor);
  }

  /** Gives back the memory that a burst has left. */
  void trim() {
    if (exceptions.isEmpty() && burst) {
      exceptions = new LinkedHashMap<>();
      burst = false;
    }
  }

  /** Every resource that the client has. */
  List<Resource> all(Subscription subscription) {
    List<Resource> all = new ArrayList<>();
    if (!subscription.wildcard()) {
      for (String name : subscription.names()) {
        add(all, held(name));
      }
      return all;
    }
    if (base != null) {
      for (Resource resource : base.resources(type)) {
        if (!exceptions.containsKey(resource.name()) && !isBehindCursor(resource.name())) {
          all.add(resource);
        }
      }
    }
    exceptions.values().forEach(held -> add(all, held));
    return all;
  }

  /** Whether something that the client has names a cluster; costs where it differs, mostly. */
  boolean refersTo(String cluster, Subscription subscription) {
    for (Held held : exceptions.values()) {
      if (held.resource() != null && held.resource().refersToCluster(cluster)) {
        return true;
      }
    }
    if (base == null || !base.mayReferTo(type, cluster)) {
      return false;
    }
    return all(subscription).stream().anyMatch(resource -> resource.refersToCluster(cluster));
  }

  private static void add(List<Resource> all, Held held) {
    if (held.resource() != null) {
      all.add(held.resource());
    }
  }

  /** Whether the client has something of which only the version is known. */
  boolean hasUnknown() {
    return exceptions.values().stream().anyMatch(Held::isUnknown);
  }

  private @Nullable Resource current(String name) {
    return base == null ? null : base.resource(type, name);
  }
}
