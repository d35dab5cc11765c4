package io.apg.mesh.session;

import io.apg.mesh.snapshot.XdsType;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How far one stream is. Immutable.
 *
 * @param inSyncWith number of the last publication that the client has in full and has
 *     acknowledged; -1 = none yet
 * @param leaving clusters that are gone and that the client may still use
 * @param withheld content that it should have, and that was refused
 */
public record SessionStatus(
    Map<XdsType, TypeStatus> types, long inSyncWith, int leaving, List<Withheld> withheld) {
  /** Of a stream that has said nothing. */
  public static final SessionStatus NEW = new SessionStatus(Map.of(), -1, 0, List.of());

  public SessionStatus {
    types = Map.copyOf(types);
    withheld = List.copyOf(withheld);
  }

  /** This status with a type of another one: as far as both are. */
  public SessionStatus with(XdsType type, SessionStatus other) {
    Map<XdsType, TypeStatus> more = new EnumMap<>(XdsType.class);
    more.putAll(types);
    if (other.types.containsKey(type)) {
      more.put(type, other.of(type));
    }
    return types.isEmpty()
        ? new SessionStatus(more, other.inSyncWith, other.leaving, other.withheld)
        : new SessionStatus(
            more, Math.min(inSyncWith, other.inSyncWith), other.leaving, other.withheld);
  }

  /** Whether it says exactly that. */
  boolean is(
      Map<XdsType, TypeStatus> itsTypes, long since, int itsLeaving, List<Withheld> itsWithheld) {
    return inSyncWith == since
        && leaving == itsLeaving
        && types.equals(itsTypes)
        && withheld.equals(itsWithheld);
  }

  /** One type's. */
  public TypeStatus of(XdsType type) {
    return types.getOrDefault(type, TypeStatus.NOT_SENT);
  }
}
