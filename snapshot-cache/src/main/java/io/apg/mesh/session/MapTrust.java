package io.apg.mesh.session;

import io.apg.mesh.snapshot.XdsType;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether the next stream of a delta client will say truly what it has. After a refused response of
 * clusters or listeners, Envoy has what was good in it but will list what it had before; only when
 * the good part is sent once more, and acknowledged, is its list right again.
 */
final class MapTrust {
  private static final long NOT_OUT = -1;
  private static final long FAILED = Long.MAX_VALUE;

  private final NodeMemory memory;
  // By type: number of the last response of the repeat.
  private final Map<XdsType, Long> repeats = new EnumMap<>(XdsType.class);

  MapTrust(NodeMemory memory) {
    this.memory = memory;
  }

  /** First words of a type, with versions that are not to be trusted left out. */
  DeltaRequest doubt(DeltaRequest first) {
    XdsType type = first.type();
    if (memory.doubted(type).isEmpty()) {
      return first;
    }
    repeats.put(type, NOT_OUT);
    Map<String, String> names = new LinkedHashMap<>(first.initialVersions());
    if (memory.doubted(type).equals(NodeMemory.EVERYTHING)) {
      names.replaceAll((name, version) -> "");
    } else {
      memory.doubted(type).forEach(name -> names.put(name, ""));
    }
    return new DeltaRequest(
        type, first.nonce(), first.subscribe(), first.unsubscribe(), names, first.error());
  }

  /** The stream is over: nobody will know what became of a response that is not answered. */
  void ended(Channel channel) {
    Set<String> names = new LinkedHashSet<>();
    for (Sent sent : channel.inFlight().all()) {
      sent.changes.forEach(
          (name, change) -> {
            // A name that only the client knew is removed again, should it be listed again.
            if (change.after() != null || change.before().resource() != null) {
              names.add(name);
            }
          });
    }
    if (!names.isEmpty()) {
      memory.doubt(channel.type(), names);
    }
  }

  /** A response was refused, and what was good in it goes out once more. */
  void repeats(XdsType type, Collection<String> names) {
    memory.doubt(type, names);
    repeats.put(type, NOT_OUT);
  }

  /** A response was refused for something that had been said before. */
  void refusedAgain(XdsType type) {
    repeats.replace(type, FAILED);
  }

  /** All that was to be sent of a type is out, {@code number} being the last response. */
  void served(Channel channel, long number) {
    if (!repeats.isEmpty() && repeats.replace(channel.type(), NOT_OUT, number)) {
      acknowledged(channel);
    }
  }

  void acknowledged(Channel channel) {
    Long repeat = repeats.get(channel.type());
    if (repeat != null
        && repeat != NOT_OUT
        && repeat != FAILED
        && !channel.inFlight().hasUpTo(repeat)
        && !channel.hasUnknown()) {
      repeats.remove(channel.type());
      memory.trust(channel.type());
    }
  }
}
