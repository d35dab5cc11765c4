package io.apg.mesh.session;

import io.apg.mesh.snapshot.Resource;
import io.apg.mesh.snapshot.Snapshot;
import io.apg.mesh.snapshot.XdsType;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A set of names that costs little where it is (almost) all names of the snapshot: then only the
 * differences are kept. An Envoy subscribes the load assignments of all its clusters by name, and a
 * set of them in each stream would be most of what a stream costs.
 */
final class Names {
  private static final int WORTH_IT = 64;

  private final XdsType type;
  private final int worthIt;
  private Set<String> listed = new LinkedHashSet<>(4);
  private int size;
  private long digest;
  // If set, a name is in exactly if it is in this snapshot or listed, but not both.
  private @Nullable Snapshot mirror;

  Names(XdsType type) {
    this(type, WORTH_IT);
  }

  Names(XdsType type, int worthIt) {
    this.type = type;
    this.worthIt = worthIt;
  }

  boolean contains(String name) {
    return listed.contains(name) != isMirrored(name);
  }

  private boolean isMirrored(String name) {
    return mirror != null && mirror.resource(type, name) != null;
  }

  boolean add(String name) {
    if (contains(name)) {
      return false;
    }
    flip(name);
    size++;
    digest += NameList.hash(name);
    return true;
  }

  boolean remove(String name) {
    if (!contains(name)) {
      return false;
    }
    flip(name);
    size--;
    digest -= NameList.hash(name);
    return true;
  }

  private void flip(String name) {
    if (!listed.remove(name)) {
      listed.add(name);
    }
  }

  int size() {
    return size;
  }

  /**
   * Whether these are the names, compared by a hash: a SotW client repeats all of them with every
   * answer, and sets of them would be most of the cost of that.
   */
  boolean are(List<String> names) {
    if (names.size() != size) {
      return false;
    }
    if (names instanceof NameList said) {
      return said.digest() == digest;
    }
    long sum = 0;
    for (String name : names) {
      sum += NameList.hash(name);
    }
    return sum == digest;
  }

  /** All of them. */
  Set<String> copy() {
    return all(type, mirror, listed);
  }

  /** All of them, to be put together later, by whoever: costs the differences only. */
  Supplier<Set<String>> later() {
    Snapshot mirrored = mirror;
    List<String> differences = List.copyOf(listed);
    return () -> all(type, mirrored, differences);
  }

  private static Set<String> all(
      XdsType type, @Nullable Snapshot mirror, Collection<String> listed) {
    Set<String> all = new LinkedHashSet<>();
    if (mirror != null) {
      for (Resource resource : mirror.resources(type)) {
        all.add(resource.name());
      }
    }
    for (String name : listed) {
      if (!all.remove(name)) {
        all.add(name);
      }
    }
    return all;
  }

  /** The snapshot goes on; {@code changed} = names that may be new in it, or gone. */
  void follow(Snapshot next, Set<String> changed) {
    Snapshot last = mirror;
    if (last == null) {
      return;
    }
    for (String name : changed) {
      boolean was = last.resource(type, name) != null;
      if (was != (next.resource(type, name) != null)) {
        flip(name);
      }
    }
    mirror = next;
  }

  /** Keeps differences from the snapshot only, where these are few. */
  void compact(Snapshot snapshot) {
    if (mirror != null || size < worthIt) {
      return;
    }
    Set<String> differences = new HashSet<>(listed);
    for (Resource resource : snapshot.resources(type)) {
      if (!differences.remove(resource.name())) {
        differences.add(resource.name());
      }
      if (differences.size() > 2 * size) {
        return;
      }
    }
    if (differences.size() <= size / 4) {
      listed = new LinkedHashSet<>(differences);
      mirror = snapshot;
    }
  }
}
