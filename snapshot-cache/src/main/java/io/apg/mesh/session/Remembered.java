package io.apg.mesh.session;

import io.apg.mesh.snapshot.XdsType;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What of a node's memory outlives its streams and the process. Immutable.
 *
 * @param rejections oldest first, one a fragment
 * @param doubted names of which its next stream may not say truly what it has
 * @param forms its own forms of virtual hosts that wait for what was refused
 */
public record Remembered(
    List<Rejection> rejections, Map<XdsType, Set<String>> doubted, List<HostForm> forms) {
  /** Nothing. */
  public static final Remembered NOTHING = new Remembered(List.of(), Map.of(), List.of());

  public Remembered {
    rejections = List.copyOf(rejections);
    doubted = Map.copyOf(doubted);
    forms = List.copyOf(forms);
  }

  /** Whether there is nothing to keep. */
  public boolean isEmpty() {
    return rejections.isEmpty() && doubted.isEmpty();
  }

  /** This, and what another client with the same id remembers, whose own forms count. */
  public Remembered plus(Remembered other) {
    if (isEmpty() || other.isEmpty()) {
      return isEmpty() ? other : this;
    }
    Map<FragmentKey, Rejection> all = new LinkedHashMap<>();
    rejections.forEach(rejection -> all.put(rejection.key(), rejection));
    for (Rejection rejection : other.rejections()) {
      Rejection older = all.remove(rejection.key());
      all.put(rejection.key(), rejection.after(older, rejection.since()));
    }
    Map<XdsType, Set<String>> names = new EnumMap<>(XdsType.class);
    doubted.forEach((type, some) -> names.put(type, new LinkedHashSet<>(some)));
    other.doubted.forEach(
        (type, more) ->
            names.merge(type, more, (some, rest) -> NodeMemory.doubtful(some, rest)));
    return new Remembered(List.copyOf(all.values()), names, other.forms);
  }
}
