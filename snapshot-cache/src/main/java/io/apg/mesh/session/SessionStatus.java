package io.apg.mesh.session;

import io.apg.mesh.snapshot.XdsType;
import java.util.Map;

/**
 * How far one stream is. Immutable.
 *
 * @param inSyncWith number of the last publication that the client has in full and has
 *     acknowledged; -1 = none yet
 * @param leaving clusters that are gone and that the client may still use
 */
public record SessionStatus(Map<XdsType, TypeStatus> types, long inSyncWith, int leaving) {
  /** Of a stream that has said nothing. */
  public static final SessionStatus NEW = new SessionStatus(Map.of(), -1, 0);

  public SessionStatus {
    types = Map.copyOf(types);
  }

  /** One type's. */
  public TypeStatus of(XdsType type) {
    return types.getOrDefault(type, TypeStatus.NOT_SENT);
  }
}
